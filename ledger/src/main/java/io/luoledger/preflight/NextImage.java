package io.luoledger.preflight;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import java.util.List;
import java.util.function.Predicate;

/**
 * The very image that a host is to boot next: what it tells of its kernel, what was assumed of it, and what nobody tells.
 *
 * @param file its path
 */
public record NextImage(String file, AbiDescriptor kernel) {
    /**
     * Something that is known of the kernel.
     *
     * @param source the part of the image that tells it, or where else it comes from
     */
    public record Fact(String name, String value, String source) {}

    private static final String FROM_CATALOGUE = "from the catalogue: ";

    /** Guards that the image tells, or the user. */
    public List<Fact> told() {
        return facts(source -> !Guard.isAssumed(source));
    }

    /** Guards that the catalogue's kernel of this release has. */
    public List<Fact> assumed() {
        return facts(Guard::isAssumed);
    }

    /** Whether it lists the handler of this string itself, so that no module has to bring it. */
    boolean lists(String handler) {
        return kernel.guards(Layer.HANDLER)
                .anyMatch(guard -> guard.source().startsWith(file + ": section ")
                        && guard.reads().contains(handler));
    }

    private List<Fact> facts(Predicate<String> source) {
        return kernel.guards().stream()
                .filter(guard -> source.test(guard.source()))
                .map(guard -> new Fact(guard.name(), text(guard), within(guard.source())))
                .toList();
    }

    private static String text(Guard guard) {
        return guard.features() == null
                ? guard.value()
                : "supp 0x%x, req 0x%x, active 0x%x"
                        .formatted(
                                guard.features().supp(),
                                guard.features().req(),
                                guard.features().active());
    }

    /** Without the name of the image. */
    private String within(String source) {
        return source.startsWith(file + ": ") ? source.substring(file.length() + 2) : source;
    }

    /** Structs whose layout the image tells. */
    public List<String> toldLayouts() {
        return layouts(source -> !Guard.isAssumed(source));
    }

    /** Structs whose layout is the one that the catalogue's kernel of this release has. */
    public List<String> assumedLayouts() {
        return layouts(Guard::isAssumed);
    }

    private List<String> layouts(Predicate<String> source) {
        return kernel.structs().stream()
                .filter(layout -> source.test(layout.source()))
                .map(StructLayout::name)
                .toList();
    }

    /** What was concluded from what isn't in the image. */
    public List<String> concluded() {
        return kernel.assumed().stream()
                .filter(what -> !what.startsWith(FROM_CATALOGUE))
                .toList();
    }

    /** What nobody tells. */
    public List<String> untold() {
        return kernel.incomplete();
    }

    /** Whether it tells that it takes part in no hand-over. */
    public boolean isWithoutHandover() {
        return kernel.guards().isEmpty() && kernel.structs().isEmpty() && kernel.isComplete();
    }
}
