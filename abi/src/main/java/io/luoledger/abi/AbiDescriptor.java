package io.luoledger.abi;

import io.luoledger.abi.role.GuardRoles;
import io.luoledger.abi.role.RoleMap;
import io.luoledger.abi.role.Roles;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The preserved-state ABI of one kernel: what it leaves for the next one, and what it takes from the one before.
 *
 * @param release the kernel's release, or the name of a posted series
 * @param architecture such as x86_64
 * @param pageSize part of the ABI. Unit: bytes
 * @param configuration options of the build that layouts depend on, with the values that they were computed for, such as
 *     NR_CPUS=512
 * @param registration what a running kernel has; null when the descriptor is of a source tree, which has what it knows
 * @param semantics declared meanings that no layout shows, each with "STRUCT.FIELD" in it where it is about one
 * @param documented strings that comments and documentation give for a guard, as "GUARD=value (place)"
 * @param hazards what the headers' text shows and no layout does
 * @param incomplete what could not be found out; an incomplete descriptor never yields COMPATIBLE. Of a struct as
 *     "NAME: reason", of a place of the source as "FILE:LINE: reason"
 * @param assumed what was taken from elsewhere, such as guards from the catalogue
 * @param source where it comes from
 * @param panicOnWarn whether it boots with panic_on_warn, so that it dies of what others warn about
 * @param roles what each struct and field is for, whatever the kernel calls it; where none were given, those that the
 *     structs have by themselves
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false, useImmutableCollections = true)
public record AbiDescriptor(
        String release,
        String architecture,
        int pageSize,
        Map<String, String> configuration,
        List<Guard> guards,
        List<StructLayout> structs,
        List<Constant> constants,
        @Nullable Registration registration,
        List<String> semantics,
        List<DocumentedString> documented,
        List<Hazard> hazards,
        List<String> incomplete,
        List<String> assumed,
        String source,
        Confidence confidence,
        boolean panicOnWarn,
        RoleMap roles)
        implements AbiDescriptorBuilder.With {
    private static final Set<Layer> CARRIED = EnumSet.of(Layer.LUO, Layer.HANDLER, Layer.FLB);

    /** What an incomplete descriptor's text begins with when its source can't tell guards. */
    public static final String GUARDS_UNKNOWN = "guards: ";

    /** What an incomplete descriptor's text begins with when its source lacks what every kernel has. */
    public static final String NOT_IN_TREE = "not in this tree: ";

    private static final Pattern OPTION = Pattern.compile("depends on (\\S+), which nobody told");

    private static final Pattern UNREAD_PLACE = Pattern.compile("\\S+:\\d+: ");

    /** A string that a comment or a document gives for a guard. */
    public record DocumentedString(String guard, String value, String place) {}

    public AbiDescriptor {
        Objects.requireNonNull(release);
        if (pageSize < 512 || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("not a page size: " + pageSize);
        }
        configuration = Collections.unmodifiableMap(new TreeMap<>(configuration));
        guards = List.copyOf(guards);
        structs = List.copyOf(structs);
        constants = List.copyOf(constants);
        semantics = List.copyOf(semantics);
        documented = List.copyOf(documented);
        hazards = List.copyOf(hazards);
        incomplete = List.copyOf(incomplete);
        assumed = List.copyOf(assumed);
        roles = roles == null ? RoleMap.of(structs) : roles;
    }

    /** The struct with a role. */
    public Optional<StructLayout> layout(String role) {
        return Optional.ofNullable(roles.struct(role)).flatMap(this::struct);
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

    /** What a guard is for, whatever the kernel calls it. */
    public String roleOf(Guard guard) {
        return switch (guard.layer()) {
            case HANDLER -> isOfMemfd(guard) ? GuardRoles.MEMFD : GuardRoles.of(guard.layer(), guard.kind());
            case LUO_PART -> guards(guard, Roles.FLB) ? GuardRoles.FLBS : GuardRoles.SESSIONS;
            case FLB, FLB_VERSION, KHO_NODE, LUO_NAME, NODE_VERSION, CLIENT_VERSION, MAGIC, FEATURES, OTHER ->
                GuardRoles.of(guard.layer(), guard.kind());
            case KHO_ROOT, KHO_MEMORY_MAP, KEXEC_METADATA, LUO_NODE, KHO_DATA, KHO_SIZE, LUO ->
                GuardRoles.of(guard.layer());
        };
    }

    /** By its kind; where there is one handler alone, it is the one that every kernel has. */
    private boolean isOfMemfd(Guard handler) {
        return layout(Roles.MEMFD)
                        .filter(layout -> layout.kind().equals(handler.kind()))
                        .isPresent()
                || guards(Layer.HANDLER).allMatch(handler::equals);
    }

    private boolean guards(Guard guard, String role) {
        return layout(role)
                .filter(layout -> guard.name().equals(layout.guard()))
                .isPresent();
    }

    /** Whether a struct that isn't among those of the descriptor may be among those of the kernel: not all could be read. */
    public boolean mayHave(String struct) {
        return incomplete.stream()
                .anyMatch(what -> what.startsWith(struct + ": ")
                        || UNREAD_PLACE.matcher(what).lookingAt());
    }

    /** Whether all that its source holds was understood; the source may be a part of a tree. */
    public boolean isComplete() {
        return unread().isEmpty();
    }

    /** What its source holds, or should, and couldn't be found out. */
    public List<String> unread() {
        return incomplete.stream().filter(what -> !what.startsWith(NOT_IN_TREE)).toList();
    }

    /** Whether what isn't known was understood, and only an option of the configuration decides it. */
    public static boolean dependsOnOption(String incomplete) {
        return OPTION.matcher(incomplete).find();
    }

    /** Whether the source is a part of a tree only: what is there is known, and the kernel may have more. */
    public boolean isPartial() {
        return incomplete.stream().anyMatch(what -> what.startsWith(NOT_IN_TREE));
    }

    /**
     * Whether a guard that isn't here isn't there: a source of layouts alone can't tell, nor a part of a tree of what every
     * kernel has. Of a kernel that isn't fully known nobody can tell that it has no LUO.
     */
    public boolean tells(Layer layer) {
        boolean everywhere = layer == Layer.LUO || layer == Layer.KHO_ROOT;
        return (!everywhere || !isPartial() || guards(layer).findAny().isPresent())
                && (layer == Layer.LUO
                        ? isComplete()
                        : incomplete.stream().noneMatch(what -> what.startsWith(GUARDS_UNKNOWN)));
    }

    /** Whether the kernel takes part in KHO as it runs. */
    public boolean khoOn() {
        return registration == null || registration.kho();
    }

    /**
     * Whether the kernel has LUO built in, whatever its boot arguments say; one that isn't fully known may have it. Files and
     * FLBs are carried by LUO alone, so what has them has it, also where a few headers are all that is known.
     */
    public boolean hasLiveUpdate() {
        return guards.stream().anyMatch(guard -> CARRIED.contains(guard.layer())) || !incomplete.isEmpty();
    }

    /** Whether the kernel offers the device. */
    public boolean liveUpdateOn() {
        return khoOn() && (registration == null ? hasLiveUpdate() : registration.liveUpdate());
    }

    /** With other structs, and the roles that these have by themselves. */
    @Override
    public AbiDescriptor withStructs(List<StructLayout> others) {
        return with().structs(others).roles(RoleMap.of(others)).build();
    }

    /**
     * As one of two that are compared: what a change has made unrecognisable here has the role and the guard that it has,
     * by its name, in the other.
     *
     * @param outgoing whether this is the first of the two
     */
    public AbiDescriptor comparedWith(AbiDescriptor other, boolean outgoing) {
        List<StructLayout> guarded = structs.stream()
                .map(layout -> layout.guard() != null ? layout : other.guarded(layout))
                .toList();
        RoleMap agreed = outgoing
                ? RoleMap.agreed(structs, structs, other.structs, List.of(roles, other.roles))
                : RoleMap.agreed(structs, other.structs, structs, List.of(other.roles, roles));
        return with().structs(guarded).roles(agreed).build();
    }

    private StructLayout guarded(StructLayout bare) {
        return struct(bare.name())
                .filter(here -> here.guard() != null)
                .map(here -> bare.withGuard(here.kind(), here.guard()))
                .orElse(bare);
    }
}
