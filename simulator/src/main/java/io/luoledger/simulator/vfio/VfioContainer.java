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
        TYPE1("vfio_type1_iommu"),
        TYPE1_V2("vfio_type1v2_iommu");

        private final String word;

        Translation(String word) {
            this.word = word;
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

    /** What can be mapped into. EINVAL before it translates. */
    public Iommufd.AddressSpace mappable() {
        if (translation == null) {
            throw new SysError("EINVAL");
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

    /** VFIO_SET_IOMMU. EINVAL without a group, or a second time. */
    public void translate(Translation by) {
        if (groups.isEmpty() || translation != null) {
            throw new SysError("EINVAL");
        }
        translation = by;
    }

    boolean translates() {
        return translation != null;
    }
}
