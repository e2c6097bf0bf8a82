package io.luoledger.simulator.kernel;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.FileBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.SubtreeFate;
import io.luoledger.simulator.kernel.DeviceRules.Rule;
import io.luoledger.simulator.memory.PreservedAbi;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the kernel "roadmap" and kernels with postings do where nobody says what they will do: chosen here, so that it can be simulated at all. */
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
            "virtual functions of a preserved physical function stay enabled, are found again at enumeration, and are preserved only behind it"),
    RESTORE_TARGET(
            "a file to restore into is writable, empty and linked in a tmpfs, else the call is refused with an errno of the variant's; it is itself the answer"),
    MEMFD_FEATURES_REFUSED(
            "a memfd whose required features aren't known is EIO for good, at the retrieve or at the first open"),
    LUO_FEATURES_REFUSED("features of LUO that are required and not known are a panic, as another string is"),
    HIGHEST_VERSION(
            "of versions in a subtree the highest one that is known is taken, else what has none, else it is EINVAL"),
    BAD_PAGES_VERSION("the list of pages with memory errors has a second version"),
    OLD_PARAMETER_UNKNOWN("a kernel with kho_bootmem= doesn't take kho_scratch= any more");

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
        EnumSet<Assumption> under = EnumSet.noneOf(Assumption.class);
        if (profile.devices().has(Rule.PRESERVES_IOMMUFD)) {
            underRoadmap(under, body);
        }
        if (!profile.posted().isEmpty()) {
            underPostings(under, profile, body);
        }
        return under.stream().map(Assumption::word).sorted().toList();
    }

    private static void underPostings(EnumSet<Assumption> under, KernelProfile profile, Body body) {
        switch (body) {
            case FileBody.FileRetrieved file -> {
                boolean refused = "EIO".equals(file.result().errnoName());
                add(under, RESTORE_TARGET, Boolean.TRUE.equals(file.into()) || Boolean.TRUE.equals(file.retryable()));
                add(under, MEMFD_FEATURES_REFUSED, refused && file.unknownFeatures() != null);
            }
            case KernelBody.LiveUpdateOpened opened ->
                add(
                        under,
                        MEMFD_FEATURES_REFUSED,
                        profile.has(Posted.FEATURES_AT_OPEN) && opened.missingHandler() == null);
            case KernelBody.KernelBooted booted -> {
                for (KernelBody.KhoSubtree subtree : booted.subtrees()) {
                    boolean luo = subtree.subtree().equals(profile.abi().string(PreservedAbi.LUO_ENTRY));
                    add(
                            under,
                            LUO_FEATURES_REFUSED,
                            subtree.unknownFeatures() != null
                                    && !booted.result().ok());
                    add(under, HIGHEST_VERSION, luo && profile.has(Posted.VERSIONS));
                    add(
                            under,
                            BAD_PAGES_VERSION,
                            subtree.subtree().equals(PoisonedPages.NODE) && subtree.fate() == SubtreeFate.IGNORED);
                }
                add(
                        under,
                        OLD_PARAMETER_UNKNOWN,
                        profile.has(Posted.BOOTMEM)
                                && !booted.unknownParameters().isEmpty());
            }
            default -> {
                // what the postings say
            }
        }
    }

    private static void underRoadmap(EnumSet<Assumption> under, Body body) {
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
