package io.luoledger.simulator.kernel;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.FileBody;
import io.luoledger.simulator.kernel.DeviceRules.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the kernel "roadmap" does where no series says what it will do: chosen here, so that it can be simulated at all. */
public enum Assumption {
    IOMMUFD_BEFORE_DEVICES(
            "an iommufd file is preserved in the same session before the device files bound to it; else their preserve is EINVAL"),
    IOMMUFD_MAPPINGS_OF_MEMFDS(
            "only mappings of memfds that are preserved in the same session are carried over; others make the preserve EINVAL"),
    IOMMUFD_RETRIEVED_BY_TOKEN("an iommufd file is retrieved by its token, with its address spaces and their numbers"),
    DEVICE_KEEPS_RUNNING(
            "freezing a device neither resets it nor asks for its interrupts to be off; its registers stay"),
    DEVICE_BOUND_ON_RETRIEVE(
            "the retrieved device file is bound to the retrieved iommufd by its owner, and isn't reset then"),
    DRIVERS_LEAVE_IT_ALONE("no driver binds to a device that came preserved and runs, unless driver_override names it"),
    SRIOV_KEPT(
            "virtual functions of a preserved physical function stay enabled, are found again at enumeration, and are preserved only behind it");

    private static final String IOMMUFD = "iommufd";

    private final String about;

    Assumption(String about) {
        this.about = about;
    }

    /** A sentence. */
    public String about() {
        return about;
    }

    /** As lists spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names of what an event of such a kernel rests on, sorted. */
    static List<String> under(KernelProfile profile, Body body) {
        DeviceRules rules = profile.devices();
        if (!rules.has(Rule.PRESERVES_IOMMUFD)) {
            return List.of();
        }
        EnumSet<Assumption> under = EnumSet.noneOf(Assumption.class);
        switch (body) {
            case FileBody.FilePreserved file -> {
                if (isIommufd(file.handler())) {
                    under.add(IOMMUFD_MAPPINGS_OF_MEMFDS);
                } else if (file.device() != null) {
                    under.add(IOMMUFD_BEFORE_DEVICES);
                }
            }
            case FileBody.FileFrozen file -> add(under, DEVICE_KEEPS_RUNNING, file.device() != null);
            case FileBody.FileRetrieved file -> {
                if (isIommufd(file.handler())) {
                    under.add(IOMMUFD_RETRIEVED_BY_TOKEN);
                } else if (file.device() != null) {
                    under.add(DEVICE_BOUND_ON_RETRIEVE);
                }
            }
            case DeviceBody.DeviceEnumerated device -> {
                add(under, SRIOV_KEPT, device.virtualFunction());
                add(under, DRIVERS_LEAVE_IT_ALONE, Boolean.TRUE.equals(device.incoming()));
            }
            default -> {
                // what the series say
            }
        }
        return under.stream().map(Assumption::word).sorted().toList();
    }

    private static void add(EnumSet<Assumption> to, Assumption assumption, boolean holds) {
        if (holds) {
            to.add(assumption);
        }
    }

    private static boolean isIommufd(@Nullable String handler) {
        return handler != null && handler.startsWith(IOMMUFD);
    }
}
