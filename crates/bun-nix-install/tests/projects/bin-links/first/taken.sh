#!/bin/sh
echo taken
