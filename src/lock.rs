//! One writer at a time, across processes. The operating system releases the lock
//! when its holder ends, however it ends.

use std::path::Path;
use std::time::{Duration, Instant};

use fs_err::File;
use fs4::{FileExt, TryLockError};

use crate::error::{Error, Result};

const PATIENCE: Duration = Duration::from_secs(10);

/// Held until it is dropped.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for whoever holds the lock of this backlog folder.
    pub(crate) fn of(backlog: &Path) -> Result<Lock> {
        let folder = backlog.join(".locks");
        fs_err::create_dir_all(&folder)?;
        keep_out_of_git(&folder)?;
        let path = folder.join("tasks");
        let file = File::create(&path)?;
        let start = Instant::now();
        loop {
            match FileExt::try_lock(&file) {
                Ok(()) => return Ok(Lock { _file: file }),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(TryLockError::WouldBlock) => return Err(Error::Locked(path)),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
    }
}

fn keep_out_of_git(folder: &Path) -> Result<()> {
    let path = folder.join(".gitignore");
    if !path.exists() {
        fs_err::write(path, "*\n")?;
    }
    Ok(())
}
