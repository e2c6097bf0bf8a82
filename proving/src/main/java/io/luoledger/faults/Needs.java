package io.luoledger.faults;

/** What a fault needs to be prepared before anything starts. Runs of faults that need the same share a cluster. */
enum Needs {
    NOTHING,
    /** Clocks of the product's processes that can be set. */
    CLOCKS,
    /** A file system of its own under the first broker and under each processor's states. */
    DISKS,
    /** Processors and a writer of the older build, and a cluster that has seen nothing else. */
    OLDER_BUILD
}
