package io.luoledger.simulator.kernel;

import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.pci.PciOptions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a simulated kernel is: data, so that a new one is a new value and no new branch.
 *
 * @param release as it calls itself
 * @param abi its preserved-state layouts and strings
 * @param rules its Live Update Orchestrator's rules
 * @param devices what it does about PCI functions and VFIO devices
 * @param config what it was built with and booted with
 * @param pciOptions what its command line says about PCI
 * @param testFlbs names of the in-kernel test's FLBs, in order of registration; empty without the test
 * @param defects the known defects it has
 * @param parameters what else its command line says
 * @param posted what it has of what is in no release; empty in every release
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false)
public record KernelProfile(
        String release,
        PreservedAbi abi,
        LuoRules rules,
        DeviceRules devices,
        Config config,
        PciOptions pciOptions,
        List<String> testFlbs,
        Set<Defect> defects,
        List<String> parameters,
        Set<Posted> posted)
        implements KernelProfileBuilder.With {
    public KernelProfile {
        testFlbs = List.copyOf(testFlbs);
        parameters = List.copyOf(parameters);
        posted = posted.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(posted));
        defects = defects.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(defects));
    }

    /** What the kernel was built with, and its command line. */
    public enum Option {
        /** CONFIG_KEXEC_HANDOVER and kho=on. */
        KHO,
        /** CONFIG_LIVEUPDATE. */
        LIVEUPDATE,
        /** liveupdate=on. */
        LIVEUPDATE_ON,
        /** CONFIG_LIVEUPDATE_MEMFD. */
        MEMFD,
        /** panic_on_warn=1. */
        PANIC_ON_WARN,
        NET,
        IO_URING,
        IOMMUFD
    }

    /** The options that are on. */
    public record Config(Set<Option> on) {
        public Config {
            on = java.util.Collections.unmodifiableSet(EnumSet.copyOf(on));
        }

        public boolean has(Option option) {
            return on.contains(option);
        }
    }

    public boolean has(Option option) {
        return config.has(option);
    }

    /** Whether it has a series that preserves devices. */
    public boolean preservesDevices() {
        return devices.tracking() != DeviceRules.Tracking.NONE;
    }

    /** Whether it also preserves what translates for devices, so that they run on. */
    public boolean keepsDevicesRunning() {
        return devices.has(DeviceRules.Rule.PRESERVES_IOMMUFD);
    }

    public boolean has(Defect defect) {
        return defects.contains(defect);
    }

    /** What of its command line it doesn't know. */
    List<String> unknownParameters() {
        return parameters.stream()
                .filter(parameter -> !knows(parameter.substring(0, parameter.indexOf('='))))
                .toList();
    }

    private boolean knows(String parameter) {
        return parameter.equals(Variants.BOOTMEM)
                ? has(Posted.BOOTMEM)
                : !has(Posted.BOOTMEM) || has(Posted.BOOTMEM_BOTH);
    }

    public boolean has(Posted posting) {
        return posted.contains(posting);
    }

    /** This kernel with an option turned on or off. */
    public KernelProfile with(Option option, boolean on) {
        EnumSet<Option> options = EnumSet.copyOf(config.on());
        if (on) {
            options.add(option);
        } else {
            options.remove(option);
        }
        return withConfig(new Config(options));
    }

    /** This kernel without a defect. */
    public KernelProfile without(Defect defect) {
        EnumSet<Defect> left = EnumSet.noneOf(Defect.class);
        left.addAll(defects);
        left.remove(defect);
        return withDefects(left);
    }
}
