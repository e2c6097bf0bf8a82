package io.luoledger.simulator.vfio;

import io.luoledger.simulator.SysError;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open /dev/vfio/vfio, or an iommufd that stands in for one. */
public final class VfioContainer {
    /** What translates for it. */
    public enum Translation {
        TYPE1("vfio_type1_iommu", Iommufd.Unmapping.WHAT_IS_WHOLE),
        TYPE1_V2("vfio_type1v2_iommu", Iommufd.Unmapping.WHOLE_OR_NONE),
        /** Nothing translates: for groups that no IOMMU isolates. */
        NOIOMMU("vfio_noiommu_iommu", null);

        private final String word;

        private final Iommufd.@Nullable Unmapping unmapping;

        Translation(String word, Iommufd.@Nullable Unmapping unmapping) {
            this.word = word;
            this.unmapping = unmapping;
        }

        /** As scripts write it. */
        public static Optional<Translation> named(String word) {
            for (Translation translation : values()) {
                if (translation.word.equals(word)) {
                    return Optional.of(translation);
                }
            }
            return Optional.empty();
        }
    }

    private final Set<VfioGroup> groups = new LinkedHashSet<>();
    private final Iommufd.AddressSpace space = new Iommufd.AddressSpace();
    private final boolean standsIn;
    private @Nullable Translation translation;

    /**
     * @param standsIn whether an iommufd does for it
     */
    VfioContainer(boolean standsIn) {
        this.standsIn = standsIn;
    }

    boolean standsIn() {
        return standsIn;
    }

    Iommufd.AddressSpace space() {
        return space;
    }

    /** What can be mapped into. EINVAL before it translates, ENOTTY where nothing ever will. */
    public Iommufd.AddressSpace mappable() {
        if (translation == null) {
            throw new SysError("EINVAL");
        }
        if (translation.unmapping == null) {
            throw new SysError("ENOTTY");
        }
        return space;
    }

    void add(VfioGroup group) {
        groups.add(group);
    }

    void remove(VfioGroup group) {
        groups.remove(group);
        if (groups.isEmpty()) {
            translation = null;
            space.clear();
        }
    }

    /** VFIO_SET_IOMMU. EINVAL without a group, or a second time; ENODEV for a kind that isn't that of its groups. */
    public void translate(Translation by) {
        if (groups.isEmpty() || translation != null) {
            throw new SysError("EINVAL");
        }
        Iommufd.Unmapping unmapping = by.unmapping;
        if ((unmapping != null) != groups.iterator().next().translates()) {
            throw new SysError("ENODEV");
        }
        translation = by;
        if (unmapping != null) {
            boolean pieces = standsIn && by == Translation.TYPE1_V2;
            space.unmapping(pieces ? Iommufd.Unmapping.PIECES : unmapping);
        }
    }

    boolean translates() {
        return translation != null;
    }
}
