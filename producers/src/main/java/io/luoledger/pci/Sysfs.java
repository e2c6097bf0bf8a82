package io.luoledger.pci;

import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.wire.Reason;
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
            throw new UnreadableInputException(devices + ": can't be read: " + Reason.of(e), e);
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
        Configuration configuration = configuration(real);
        return new PciFunction(
                address,
                new PciIdentity(way.steps(), way.rootBus(), vendor, device),
                number(real, "class"),
                configuration.bridge(),
                Files.exists(driver) ? String.valueOf(driver.toRealPath().getFileName()) : null,
                Files.exists(real.resolve("physfn")),
                configuration.acsControl(),
                configuration.ariForwarding(),
                virtualOf(real));
    }

    /** The physical function's links virtfn0, virtfn1, … name its virtual functions in order. */
    private static @Nullable VirtualOf virtualOf(Path function) throws IOException {
        Path link = function.resolve("physfn");
        if (!Files.exists(link)) {
            return null;
        }
        Path physical = link.toRealPath();
        PciAddress address;
        try {
            address = PciAddress.parse(String.valueOf(physical.getFileName()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException(link + ": " + e.getMessage(), e);
        }
        for (int number = 0; Files.exists(physical.resolve("virtfn" + number)); number++) {
            if (Files.isSameFile(physical.resolve("virtfn" + number), function)) {
                return new VirtualOf(address, number);
            }
        }
        return new VirtualOf(address, null);
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

    private static Configuration configuration(Path function) throws IOException {
        Path config = function.resolve("config");
        return new Configuration(Files.isReadable(config) ? head(config, Configuration.MAX_BYTES) : new byte[0]);
    }

    private static byte[] head(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }
}
