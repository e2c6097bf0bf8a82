package io.luoledger.pci;

import io.luoledger.event.DeviceBody.BridgeBuses;
import org.jspecify.annotations.Nullable;

/**
 * A function's configuration space as sysfs shows it: 64 bytes to everybody, 256 or 4096 to root. What lies behind the
 * bytes that are there isn't known. Source: PCI Express Base Specification, the registers' places.
 */
final class Configuration {
    static final int MAX_BYTES = 4096;

    private static final int STATUS = 0x06;
    private static final int HAS_CAPABILITIES = 0x10;
    private static final int HEADER_TYPE = 0x0e;
    private static final int BRIDGE = 1;
    private static final int PRIMARY_BUS = 0x18;
    private static final int FIRST_CAPABILITY = 0x34;
    private static final int PCI_EXPRESS = 0x10;
    private static final int DEVICE_CONTROL_2 = 0x28;
    private static final int ARI_FORWARDING = 0x20;
    private static final int FIRST_EXTENDED = 0x100;
    private static final int ACS = 0x0d;
    private static final int ACS_CONTROL = 0x06;
    /** A list that is longer goes round in circles. */
    private static final int MOST_CAPABILITIES = 64;

    private final byte[] bytes;

    /** @param bytes from the first one on, as many as there are */
    Configuration(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Bus numbers of a bridge, null for anything else. */
    @Nullable
    BridgeBuses bridge() {
        return has(PRIMARY_BUS + 3) && (at(HEADER_TYPE) & 0x7f) == BRIDGE
                ? new BridgeBuses(at(PRIMARY_BUS), at(PRIMARY_BUS + 1), at(PRIMARY_BUS + 2))
                : null;
    }

    /** The ACS control register, null when there is none or it isn't shown. */
    @Nullable
    Integer acsControl() {
        int place = FIRST_EXTENDED;
        for (int i = 0; i < MOST_CAPABILITIES && place >= FIRST_EXTENDED && has(place + 8); i++) {
            if (word(place) == ACS) {
                return word(place + ACS_CONTROL);
            }
            place = (word(place + 2) >>> 4) & ~3;
        }
        return null;
    }

    /** Whether a port of PCI Express forwards by ARI; null for what is no bridge, or where it isn't shown. */
    @Nullable
    Boolean ariForwarding() {
        if (bridge() == null || !has(FIRST_CAPABILITY + 1) || (at(STATUS) & HAS_CAPABILITIES) == 0) {
            return null;
        }
        int place = at(FIRST_CAPABILITY) & ~3;
        for (int i = 0; i < MOST_CAPABILITIES && place != 0 && has(place + DEVICE_CONTROL_2 + 2); i++) {
            if (at(place) == PCI_EXPRESS) {
                return (at(place + DEVICE_CONTROL_2) & ARI_FORWARDING) != 0;
            }
            place = at(place + 1) & ~3;
        }
        return null;
    }

    private boolean has(int length) {
        return bytes.length >= length;
    }

    private int at(int place) {
        return bytes[place] & 0xff;
    }

    private int word(int place) {
        return at(place) | (at(place + 1) << 8);
    }
}
