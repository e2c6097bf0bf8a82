package io.luoledger.pci;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the PCI functions that a sysfs, or a copy of one, shows. */
final class Sysfs {
    private static final int HEADER_TYPE = 0x0e;
    private static final int PRIMARY_BUS = 0x18;
    private static final int BRIDGE = 1;
    private static final int MAX_ATTRIBUTE_BYTES = 4096;

    private Sysfs() {}

    /**
     * All functions below ROOT/bus/pci/devices, or ROOT/sys/bus/pci/devices. Throws UnreadableInputException where
     * there is no such directory, or an attribute isn't what the kernel writes.
     */
    static PciMoment read(Path root) {
        Path devices = root.resolve("bus/pci/devices");
        if (!Files.isDirectory(devices)) {
            devices = root.resolve("sys/bus/pci/devices");
        }
        if (!Files.isDirectory(devices)) {
            throw new UnreadableInputException(
                    root + ": no bus/pci/devices in it, expected the root of a sysfs, as /sys");
        }
        SortedMap<PciAddress, PciFunction> functions = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices)) {
            for (Path entry : entries) {
                PciFunction function = function(entry);
                functions.put(function.address(), function);
            }
        } catch (IOException e) {
            throw new UnreadableInputException(devices + ": can't be read: " + e.getMessage(), e);
        }
        if (functions.isEmpty()) {
            throw new UnreadableInputException(devices + ": no PCI function in it");
        }
        return new PciMoment(0, "now", functions);
    }

    private static PciFunction function(Path entry) throws IOException {
        PciAddress address;
        try {
            address = PciAddress.parse(String.valueOf(entry.getFileName()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException(entry + ": " + e.getMessage(), e);
        }
        Path real = entry.toRealPath();
        PciPath way = PciPath.ofSysfs(real.toString());
        Integer vendor = number(real, "vendor");
        Integer device = number(real, "device");
        if (vendor == null || device == null) {
            throw new UnreadableInputException(entry + ": no vendor and device in it, expected a function of a sysfs");
        }
        Path driver = real.resolve("driver");
        return new PciFunction(
                address,
                new PciIdentity(way.steps(), way.rootBus(), vendor, device),
                number(real, "class"),
                bridge(real),
                Files.exists(driver) ? String.valueOf(driver.toRealPath().getFileName()) : null,
                Files.exists(real.resolve("physfn")));
    }

    private static @Nullable Integer number(Path function, String attribute) throws IOException {
        Path file = function.resolve(attribute);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        String text = new String(head(file, MAX_ATTRIBUTE_BYTES), java.nio.charset.StandardCharsets.US_ASCII).strip();
        try {
            return text.startsWith("0x") ? Integer.valueOf(text.substring(2), 16) : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new UnreadableInputException(file + ": not a number: \"" + text + "\"", e);
        }
    }

    private static @Nullable BridgeBuses bridge(Path function) throws IOException {
        Path config = function.resolve("config");
        if (Files.isReadable(config)) {
            byte[] header = head(config, PRIMARY_BUS + 3);
            if (header.length == PRIMARY_BUS + 3 && (header[HEADER_TYPE] & 0x7f) == BRIDGE) {
                return new BridgeBuses(
                        header[PRIMARY_BUS] & 0xff, header[PRIMARY_BUS + 1] & 0xff, header[PRIMARY_BUS + 2] & 0xff);
            }
        }
        return null;
    }

    private static byte[] head(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }
}
