//! The two hashes that stand in names of folders. Both are called Wyhash, and each
//! differs from what is called so elsewhere.
//!
//! Source: Zig's standard library, `std.hash.Wyhash`, until Zig 0.11 ([`wyhash11`],
//! which Bun keeps for its lockfiles) and since ([`wyhash_of_long`]).

const SECRET: [u64; 5] = [
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
    0x8ebc_6af0_9c88_c6e3,
    0x5899_65cc_7537_4cc3,
    0x1d8e_4e27_c47d_124f,
];

/// The older hash with the seed 0: of a combination of peers.
pub(crate) fn wyhash11(bytes: &[u8]) -> u64 {
    let blocks = bytes.chunks_exact(32);
    let rest = blocks.remainder();
    let mut state = blocks.fold(0, |state, block| mixed(state, &words(block, little_endian)));
    if !rest.is_empty() {
        state = mixed(state, &words(rest, high_first));
    }
    folded(state ^ length(bytes), SECRET[4])
}

/// Takes in two words, and two more where there are any.
fn mixed(state: u64, words: &[u64]) -> u64 {
    let pairs = words.chunks(2).zip(SECRET.chunks(2));
    let mixed = pairs.map(|(pair, secret)| {
        let second = pair.get(1).copied().unwrap_or(SECRET[4]);
        folded(pair[0] ^ state ^ secret[0], second ^ state ^ secret[1])
    });
    mixed.fold(0, |one, other| one ^ other)
}

/// The newer hash with the seed 0, of more than 48 bytes: of a resolution that is
/// too long for a name.
pub(crate) fn wyhash_of_long(bytes: &[u8]) -> u64 {
    let (blocks, rest) = split_before_end(bytes, 48);
    let mut lanes = [folded(SECRET[0], SECRET[1]); 3];
    for block in blocks.chunks(48) {
        for (at, lane) in lanes.iter_mut().enumerate() {
            *lane = taken_in(*lane, &block[16 * at..], SECRET[at + 1]);
        }
    }
    let (pairs, _) = split_before_end(rest, 16);
    let state = lanes[0] ^ lanes[1] ^ lanes[2];
    let state = pairs
        .chunks(16)
        .fold(state, |state, pair| taken_in(state, pair, SECRET[1]));
    let end = &bytes[bytes.len() - 16..];
    let (low, high) = product(
        little_endian(&end[..8]) ^ SECRET[1],
        little_endian(&end[8..]) ^ state,
    );
    folded(low ^ SECRET[0] ^ length(bytes), high ^ SECRET[1])
}

/// Takes in the first two words.
fn taken_in(state: u64, bytes: &[u8], secret: u64) -> u64 {
    folded(
        little_endian(&bytes[..8]) ^ secret,
        little_endian(&bytes[8..16]) ^ state,
    )
}

/// Whole blocks, and a rest of at least one byte.
fn split_before_end(bytes: &[u8], block: usize) -> (&[u8], &[u8]) {
    bytes.split_at((bytes.len() - 1) / block * block)
}

fn words(bytes: &[u8], word: fn(&[u8]) -> u64) -> Vec<u64> {
    bytes.chunks(8).map(word).collect()
}

fn little_endian(bytes: &[u8]) -> u64 {
    let bytes = bytes.iter().rev();
    bytes.fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Up to eight bytes, of which the first four are the high ones: parts of 4, 4, 2
/// and 1 bytes, each little-endian.
fn high_first(mut bytes: &[u8]) -> u64 {
    let mut word = 0;
    for size in [4, 4, 2, 1] {
        if let Some((part, rest)) = bytes.split_at_checked(size) {
            word = word << (8 * size) | little_endian(part);
            bytes = rest;
        }
    }
    word
}

fn product(one: u64, other: u64) -> (u64, u64) {
    let product = u128::from(one) * u128::from(other);
    (product as u64, (product >> 64) as u64)
}

fn folded(one: u64, other: u64) -> u64 {
    let (low, high) = product(one, other);
    low ^ high
}

fn length(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"The quick brown fox jumps over the lazy dog, and then it \
        does so again, since 95 bytes are asked for.";

    /// The values make the names of folders that Bun 1.4.5 lays down.
    #[test]
    fn the_older_hash_of_every_kind_of_end() {
        for (length, hash) in [
            (0, 0),
            (1, 0x6748_b8f0_b42f_6ecf),
            (2, 0xb4e2_58c8_d61c_3525),
            (3, 0x6910_df70_8996_7d9a),
            (4, 0xd953_fec9_1313_aede),
            (5, 0x96b8_4ea9_388c_ec48),
            (6, 0xf693_c640_88c9_8a14),
            (7, 0xdeec_289a_1956_77f6),
            (8, 0x6b20_8c77_6ba7_8ba8),
            (9, 0xc086_62ff_335c_dba9),
            (16, 0x4942_12dd_fbbb_e4f9),
            (17, 0x11b2_f507_f771_9564),
            (24, 0x4304_d666_2aa3_d9f4),
            (25, 0x8b90_1860_d99d_454e),
            (31, 0x0df5_24ac_e8c1_4c38),
            (32, 0x659d_50e9_bfef_e62e),
            (33, 0x15a1_fa2b_4682_087e),
            (64, 0x3671_f08e_d603_f001),
            (65, 0x5894_b4ee_9194_cffa),
        ] {
            assert_eq!(wyhash11(&TEXT[..length]), hash, "{length}");
        }
    }

    /// What `Bun.hash.wyhash` of Bun 1.4.5 gives.
    #[test]
    fn the_newer_hash_around_whole_blocks() {
        for (length, hash) in [
            (49, 0xb6bd_e091_2395_e28a),
            (64, 0x036a_ff15_0746_af9d),
            (65, 0x6ad6_672a_89e1_2afa),
            (80, 0x0f5e_3fb2_de1f_f2d3),
            (81, 0xe610_f7fd_d210_e661),
            (95, 0x6275_f4b1_0f22_244e),
            (96, 0xed32_913c_e496_1b5a),
            (97, 0x21e2_d5ee_2e51_1421),
            (101, 0x2b91_4093_d956_5de0),
        ] {
            assert_eq!(wyhash_of_long(&TEXT[..length]), hash, "{length}");
        }
    }
}
