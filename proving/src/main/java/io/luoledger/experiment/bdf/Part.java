package io.luoledger.experiment.bdf;

import io.luoledger.simulator.pci.PciModel;
import io.luoledger.simulator.pci.PciModel.Ability;
import io.luoledger.simulator.pci.PciParts;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function that is plugged in, with what is below it.
 *
 * @param devfn device &lt;&lt; 3 | function
 * @param name what part it is, see {@link PciParts}
 * @param spare bus numbers that firmware gives a bridge besides its own
 * @param virtualFunctions how many virtual functions the first kernel switches on
 * @param behind the hierarchy behind a function with a segment of its own, or null
 */
record Part(
        int devfn,
        String name,
        int spare,
        int virtualFunctions,
        Set<Mark> marks,
        List<Part> below,
        @Nullable Root behind) {
    Part {
        marks = Set.copyOf(marks);
        below = List.copyOf(below);
    }

    static Part of(int devfn, String name, Part... below) {
        return new Part(devfn, name, 0, 0, Set.of(), List.of(below), null);
    }

    PciModel model() {
        return PciParts.find(name).orElseThrow();
    }

    boolean bridge() {
        return model().kind().bridge();
    }

    boolean has(Mark mark) {
        return marks.contains(mark);
    }

    /** Whether it can be given to a virtual machine. */
    boolean assignable() {
        PciModel model = model();
        return model.kind() == PciModel.Kind.ENDPOINT && !model.can(Ability.OWN_SEGMENT);
    }

    /** Whether a device can be plugged in below it while the host runs. */
    boolean freeSlot() {
        return bridge() && model().can(Ability.HOTPLUG) && below.isEmpty();
    }

    /** Whether it or anything below it has one of the marks. */
    boolean holds(Mark... any) {
        for (Mark mark : any) {
            if (has(mark)) {
                return true;
            }
        }
        List<Part> all = behind == null ? below : behind.parts();
        return all.stream().anyMatch(part -> part.holds(any));
    }

    /** How many bus numbers it and all below it need. */
    int bridges() {
        return (bridge() ? 1 : 0) + below.stream().mapToInt(Part::bridges).sum();
    }

    int size() {
        return 1
                + below.stream().mapToInt(Part::size).sum()
                + (behind == null
                        ? 0
                        : behind.parts().stream().mapToInt(Part::size).sum());
    }

    Part with(Mark mark) {
        EnumSet<Mark> more = EnumSet.of(mark);
        more.addAll(marks);
        return new Part(devfn, name, spare, virtualFunctions, more, below, behind);
    }

    Part without(Mark mark) {
        EnumSet<Mark> less = EnumSet.noneOf(Mark.class);
        less.addAll(marks);
        less.remove(mark);
        return new Part(devfn, name, spare, virtualFunctions, less, below, behind);
    }

    Part at(int place) {
        return new Part(place, name, spare, virtualFunctions, marks, below, behind);
    }

    Part withSpare(int numbers) {
        return new Part(devfn, name, numbers, virtualFunctions, marks, below, behind);
    }

    Part withVirtualFunctions(int number) {
        return new Part(devfn, name, spare, number, marks, below, behind);
    }

    Part withBelow(List<Part> others) {
        return new Part(devfn, name, spare, virtualFunctions, marks, others, behind);
    }

    Part behind(Root root) {
        return new Part(devfn, name, spare, virtualFunctions, marks, below, root);
    }
}
