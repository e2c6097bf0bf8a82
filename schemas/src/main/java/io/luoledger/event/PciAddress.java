package io.luoledger.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PCI function is: segment and bus:device.function.
 *
 * @param segment the PCI domain, unsigned 32 bits
 * @param bdf bus &lt;&lt; 8 | device &lt;&lt; 3 | function
 */
public record PciAddress(int segment, int bdf) implements Comparable<PciAddress> {
    private static final Pattern TEXT =
            Pattern.compile("(?:([0-9a-fA-F]{4,8}):)?([0-9a-fA-F]{2}):([01][0-9a-fA-F])\\.([0-7])");

    public PciAddress {
        if (bdf < 0 || bdf > 0xffff) {
            throw new IllegalArgumentException("bdf out of range: " + bdf);
        }
    }

    public static PciAddress of(int segment, int bus, int devfn) {
        return new PciAddress(segment, bus << 8 | devfn);
    }

    /** Reads "ssss:bb:dd.f" or "bb:dd.f" (segment 0). */
    public static PciAddress parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a PCI address: " + text + ", expected ssss:bb:dd.f");
        }
        int segment = matcher.group(1) == null ? 0 : Integer.parseUnsignedInt(matcher.group(1), 16);
        int devfn = Integer.parseInt(matcher.group(3), 16) << 3 | Integer.parseInt(matcher.group(4));
        return of(segment, Integer.parseInt(matcher.group(2), 16), devfn);
    }

    public int bus() {
        return bdf >>> 8;
    }

    public int devfn() {
        return bdf & 0xff;
    }

    /** "bb:dd.f". */
    public String bdfText() {
        return String.format("%02x:%02x.%x", bus(), devfn() >>> 3, devfn() & 7);
    }

    @Override
    public int compareTo(PciAddress other) {
        int bySegment = Integer.compareUnsigned(segment, other.segment);
        return bySegment != 0 ? bySegment : Integer.compare(bdf, other.bdf);
    }

    /** "ssss:bb:dd.f". */
    @Override
    public String toString() {
        return String.format("%04x:", segment) + bdfText();
    }
}
