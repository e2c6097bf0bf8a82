package io.luoledger.simulator.pci;

/**
 * What a kernel's command line says about PCI.
 *
 * @param assignBusses pci=assign-busses: number all buses anew, whatever the bridges hold
 * @param hotplugBusSize pci=hpbussize: bus numbers that a hot-plug bridge gets at least
 * @param ari whether functions above 7 are looked for; off with pci=noari
 * @param iommu whether an IOMMU translates and isolates; off with intel_iommu=off, and then VFIO takes devices without one
 * @param hotplug who handles a device that is plugged in while the kernel runs
 */
public record PciOptions(boolean assignBusses, int hotplugBusSize, boolean ari, Hotplug hotplug, boolean iommu) {
    /** Who handles hot-plug. */
    public enum Hotplug {
        /** The firmware's way: the slot's parent bus is scanned again. */
        ACPI,
        /** The port's own way: free numbers within the port's range, or none. */
        NATIVE
    }

    public static final PciOptions DEFAULT = new PciOptions(false, 1, true, Hotplug.ACPI, true);

    private static final String PREFIX = "pci=";
    private static final String BUS_SIZE = "hpbussize=";

    /** Reads a kernel's command line; words that say nothing about bus numbers are passed over, as the kernel does. */
    public static PciOptions parse(String commandLine) {
        return DEFAULT.and(commandLine);
    }

    /** With more words on the command line: what they say nothing about stays. */
    public PciOptions and(String commandLine) {
        boolean assign = assignBusses;
        int size = hotplugBusSize;
        boolean numbered = ari;
        Hotplug driver = hotplug;
        boolean translated = iommu;
        for (String word : commandLine.strip().split("\\s+", -1)) {
            if (word.equals("pcie_ports=native")) {
                driver = Hotplug.NATIVE;
            }
            if (word.equals("intel_iommu=off")) {
                translated = false;
            }
            if (!word.startsWith(PREFIX)) {
                continue;
            }
            for (String option : word.substring(PREFIX.length()).split(",", -1)) {
                if (option.equals("assign-busses")) {
                    assign = true;
                } else if (option.equals("noari")) {
                    numbered = false;
                } else if (option.startsWith(BUS_SIZE)) {
                    size = busSize(option.substring(BUS_SIZE.length()), size);
                }
            }
        }
        return new PciOptions(assign, size, numbered, driver, translated);
    }

    private static int busSize(String text, int otherwise) {
        try {
            int size = Integer.decode(text);
            return size < 0 || size > 0xff ? DEFAULT.hotplugBusSize() : size;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
