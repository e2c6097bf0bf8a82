package io.luoledger.abi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The preserved-state ABI of one kernel: what it leaves for the next one, and what it takes from the one before.
 *
 * @param release the kernel's release, or the name of a posted series
 * @param architecture such as x86_64
 * @param pageSize part of the ABI. Unit: bytes
 * @param registration what a running kernel has; null when the descriptor is of a source tree, which has what it knows
 * @param semantics declared meanings that no layout shows, each with "STRUCT.FIELD" in it where it is about one
 * @param documented strings that comments and documentation give for a guard, as "GUARD=value (place)"
 * @param incomplete what could not be found out; an incomplete descriptor never yields COMPATIBLE. Of a struct as
 *     "NAME: reason", of a place of the source as "FILE:LINE: reason"
 * @param assumed what was taken from elsewhere, such as guards from the catalogue
 * @param source where it comes from
 * @param panicOnWarn whether it boots with panic_on_warn, so that it dies of what others warn about
 */
public record AbiDescriptor(
        String release,
        String architecture,
        int pageSize,
        List<Guard> guards,
        List<StructLayout> structs,
        List<Constant> constants,
        @Nullable Registration registration,
        List<String> semantics,
        List<DocumentedString> documented,
        List<String> incomplete,
        List<String> assumed,
        String source,
        Confidence confidence,
        boolean panicOnWarn) {
    /** What an incomplete descriptor's text begins with when its source can't tell guards. */
    public static final String GUARDS_UNKNOWN = "guards: ";

    private static final Pattern UNREAD_PLACE = Pattern.compile("\\S+:\\d+: ");

    /** A string that a comment or a document gives for a guard. */
    public record DocumentedString(String guard, String value, String place) {}

    public AbiDescriptor {
        Objects.requireNonNull(release);
        if (pageSize < 512 || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("not a page size: " + pageSize);
        }
        guards = List.copyOf(guards);
        structs = List.copyOf(structs);
        constants = List.copyOf(constants);
        semantics = List.copyOf(semantics);
        documented = List.copyOf(documented);
        incomplete = List.copyOf(incomplete);
        assumed = List.copyOf(assumed);
    }

    /** A kernel that boots with the usual arguments. */
    public AbiDescriptor(
            String release,
            String architecture,
            int pageSize,
            List<Guard> guards,
            List<StructLayout> structs,
            List<Constant> constants,
            @Nullable Registration registration,
            List<String> semantics,
            List<DocumentedString> documented,
            List<String> incomplete,
            List<String> assumed,
            String source,
            Confidence confidence) {
        this(
                release,
                architecture,
                pageSize,
                guards,
                structs,
                constants,
                registration,
                semantics,
                documented,
                incomplete,
                assumed,
                source,
                confidence,
                false);
    }

    public Optional<StructLayout> struct(String name) {
        // asked for thousands of times where many pairs are judged
        for (StructLayout layout : structs) {
            if (layout.name().equals(name)) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    public Optional<Guard> guard(@Nullable String name) {
        return guards.stream().filter(guard -> guard.name().equals(name)).findFirst();
    }

    public Stream<Guard> guards(Layer layer) {
        return guards.stream().filter(guard -> guard.layer() == layer);
    }

    /** Whether a struct that isn't among those of the descriptor may be among those of the kernel: not all could be read. */
    public boolean mayHave(String struct) {
        return incomplete.stream()
                .anyMatch(what -> what.startsWith(struct + ": ")
                        || UNREAD_PLACE.matcher(what).lookingAt());
    }

    public boolean isComplete() {
        return incomplete.isEmpty();
    }

    /**
     * Whether a guard that isn't here isn't there: a source of layouts alone can't tell. Of a kernel that isn't fully known
     * nobody can tell that it has no LUO.
     */
    public boolean tells(Layer layer) {
        return layer == Layer.LUO
                ? isComplete()
                : incomplete.stream().noneMatch(what -> what.startsWith(GUARDS_UNKNOWN));
    }

    /** Whether the kernel takes part in KHO as it runs. */
    public boolean khoOn() {
        return registration == null || registration.kho();
    }

    /** Whether the kernel has LUO built in, whatever its boot arguments say; one that isn't fully known may have it. */
    public boolean hasLiveUpdate() {
        return guards(Layer.LUO).findAny().isPresent() || !isComplete();
    }

    /** Whether the kernel offers the device. */
    public boolean liveUpdateOn() {
        return khoOn() && (registration == null ? hasLiveUpdate() : registration.liveUpdate());
    }

    public AbiDescriptor withStructs(List<StructLayout> others) {
        return new AbiDescriptor(
                release,
                architecture,
                pageSize,
                guards,
                others,
                constants,
                registration,
                semantics,
                documented,
                incomplete,
                assumed,
                source,
                confidence,
                panicOnWarn);
    }

    public AbiDescriptor withRelease(String other) {
        return new AbiDescriptor(
                other,
                architecture,
                pageSize,
                guards,
                structs,
                constants,
                registration,
                semantics,
                documented,
                incomplete,
                assumed,
                source,
                confidence,
                panicOnWarn);
    }

    public AbiDescriptor withPanicOnWarn() {
        return new AbiDescriptor(
                release,
                architecture,
                pageSize,
                guards,
                structs,
                constants,
                registration,
                semantics,
                documented,
                incomplete,
                assumed,
                source,
                confidence,
                true);
    }
}
