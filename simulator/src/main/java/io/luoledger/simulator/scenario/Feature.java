package io.luoledger.simulator.scenario;

import java.util.Locale;

/** What a random run may use. Each run turns on some of them: what never meets in one run hides nothing that way. */
public enum Feature {
    DUPLICATE_NAMES,
    DUPLICATE_TOKENS,
    DOUBLE_PRESERVE,
    CLOSE_OUTGOING,
    WRITES,
    SEALS,
    NOEXEC,
    SPARSE,
    EMPTY_FILES,
    OTHER_FILES,
    DUP_HANDLES,
    WRONG_SIDE,
    SKIP_RETRIEVE,
    SKIP_FINISH,
    PRESERVE_AGAIN,
    FULL_BLOCK,
    DEVICE_UNBOUND(true),
    DEVICE_INTERRUPTS(true),
    DEVICE_SLEEPS(true),
    DEVICE_RESET(true),
    DEVICE_SCANNED(true),
    DEVICE_OPENED(true),
    TRANSLATIONS_KEPT(true),
    VIRTUAL_FUNCTIONS(true),
    SYSTEMD_OPENS_FIRST(true),
    MODULE_IN_INITRD(true),
    FILE_ARGUMENTS,
    MEMORY_ERRORS;

    private final boolean devices;

    Feature() {
        this(false);
    }

    Feature(boolean devices) {
        this.devices = devices;
    }

    /** Whether it is about devices: other hosts never have it. */
    public boolean aboutDevices() {
        return devices;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
