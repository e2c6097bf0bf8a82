package io.luoledger.core;

/** State of a preserved PCI function. */
public enum DeviceStatus {
    PRESERVED,
    PROMISED,
    RETRIEVED,
    RETRIEVE_FAILED,
    FINISHED,
    UNPRESERVED,
    LEAKED,
    LOST;

    /** The device's state when its file is in this one. */
    static DeviceStatus of(FileStatus file) {
        return switch (file) {
            case PRESERVED, FROZEN -> PRESERVED;
            case PROMISED -> PROMISED;
            case RETRIEVED -> RETRIEVED;
            case RETRIEVE_FAILED -> RETRIEVE_FAILED;
            case FINISHED, DISCARDED -> FINISHED;
            case UNPRESERVED -> UNPRESERVED;
            case LEAKED -> LEAKED;
            case LOST -> LOST;
        };
    }
}
