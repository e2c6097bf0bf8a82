package io.luoledger.simulator.kernel;

import java.util.Locale;

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
    SRIOV_KEPT("virtual functions of a preserved physical function stay enabled, and are found again at enumeration");

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
}
