package io.luoledger.simulator.file;

/** An inode that keeps seals (fcntl F_ADD_SEALS). */
public interface Sealable {
    int SEAL = 0x1;
    int SHRINK = 0x2;
    int GROW = 0x4;
    int WRITE = 0x8;
    int FUTURE_WRITE = 0x10;
    int EXEC = 0x20;
    int ALL = 0x3f;

    int seals();

    /** EINVAL for unknown seals, EPERM once sealed against sealing, EBUSY for WRITE while pages are pinned. */
    void addSeals(int seals);
}
