package io.luoledger.simulator.pci;

import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways from a root bus to a function, as text: "dd.f/dd.f", or "ssss:bb/dd.f/dd.f" where the root must be told. */
final class PciPaths {
    static final Pattern STEP = Pattern.compile("([01][0-9a-fA-F])\\.([0-7])");
    static final Pattern ROOT = Pattern.compile("([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2})");

    private PciPaths() {}

    /** Reads "dd.f". Throws IllegalArgumentException. */
    static int devfn(String text) {
        Matcher step = STEP.matcher(text);
        if (!step.matches()) {
            throw new IllegalArgumentException("not a device and function: " + text + ", expected DD.F");
        }
        return Integer.parseInt(step.group(1), 16) << 3 | Integer.parseInt(step.group(2));
    }

    /** The way that leads to a function. */
    static String of(PciHardware hardware, PciFunction function) {
        String path = PciWire.slotText(function.devfn());
        PciWire wire = function.wire();
        while (true) {
            PciFunction bridge = wire.bridge();
            PciFunction above = bridge == null ? wire.host().behind() : bridge;
            if (above == null) {
                break;
            }
            path = PciWire.slotText(above.devfn()) + "/" + path;
            wire = above.wire();
        }
        PciHost host = wire.host();
        Integer segment = host.segment();
        return host.equals(hardware.first()) || segment == null
                ? path
                : String.format("%04x:%02x/%s", segment, host.firstBus(), path);
    }

    /** Throws NoSuchElementException where the way leads nowhere, IllegalArgumentException for text that is no way. */
    static PciFunction follow(PciHardware hardware, String path) {
        String[] steps = path.split("/", -1);
        Matcher root = ROOT.matcher(steps[0]);
        PciHost host = hardware.first();
        int next = 0;
        if (root.matches()) {
            int segment = Integer.parseUnsignedInt(root.group(1), 16);
            int bus = Integer.parseInt(root.group(2), 16);
            host = hardware.hosts().stream()
                    .filter(each -> Integer.valueOf(segment).equals(each.segment()) && each.firstBus() == bus)
                    .findFirst()
                    .orElseThrow(() -> new NoSuchElementException("no root bus " + steps[0]));
            next = 1;
        }
        PciWire wire = host.root();
        PciFunction at = null;
        for (; next < steps.length; next++) {
            if (wire == null) {
                throw new NoSuchElementException("nothing is below " + at + " on the way " + path);
            }
            at = wire.at(devfn(steps[next]));
            if (at == null) {
                throw new NoSuchElementException("no function at " + steps[next] + " on the way " + path);
            }
            wire = at.below();
            PciHost behind = hardware.behind(at);
            if (behind != null) {
                wire = behind.root();
            }
        }
        if (at == null) {
            throw new IllegalArgumentException("not a way to a function: " + path);
        }
        return at;
    }
}
