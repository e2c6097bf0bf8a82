package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a difference usually does in its layer: the answer where no reader reaches. */
final class LayerRule {
    private static final Set<String> VMALLOC = Set.of(Roles.VMALLOC, Roles.CHUNK, Roles.CHUNK_HEADER);
    /** Rules whose difference is a value that the reader doesn't look for. */
    private static final Set<String> LOST =
            Set.of(AbiFindings.FIELD_REMOVED.id(), AbiFindings.RESERVED_SPENT.id(), AbiFindings.STRUCT_REMOVED.id());

    private final AbiDescriptor outgoing;
    private final AbiDescriptor incoming;
    private final List<Pair> guards;
    private final StructPairs structs;

    LayerRule(AbiDescriptor outgoing, AbiDescriptor incoming, List<Pair> guards, StructPairs structs) {
        this.outgoing = outgoing;
        this.incoming = incoming;
        this.guards = guards;
        this.structs = structs;
    }

    /** Whether something was written that the incoming kernel has no place for. */
    static boolean isLost(AbiFinding finding) {
        return LOST.contains(finding.kind().id());
    }

    /** @param changed roles of the structs whose bytes differ; names of those without a role */
    Set<Consequence> bytes(String kind, Set<String> changed, List<AbiFinding> findings) {
        if (changed.contains(Roles.METADATA)) {
            return EnumSet.of(metadata());
        }
        if (isLayer(kind, Layer.LUO)) {
            return otherCarrier(kind) ? EnumSet.of(Consequence.PANIC_BOOT) : luo(findings);
        }
        if (isLayer(kind, Layer.HANDLER)) {
            Set<Consequence> all = EnumSet.noneOf(Consequence.class);
            if (changed.stream().anyMatch(this::isOfFlb)) {
                all.add(Consequence.FLB_WRONG_DATA);
            }
            if (changed.isEmpty() || !changed.stream().allMatch(this::isOfFlb)) {
                // a wrong page number isn't believed: the page has no magic
                all.add(changed.contains(Roles.FOLIO) ? Consequence.LATE_ERRNO_DATA_LOST : handler(findings));
            }
            return all;
        }
        if (isLayer(kind, Layer.FLB)) {
            return EnumSet.of(Consequence.FLB_WRONG_DATA);
        }
        if (isLayer(kind, Layer.KHO_ROOT)) {
            boolean onlyVmalloc = !changed.isEmpty() && VMALLOC.containsAll(changed);
            return EnumSet.of(onlyVmalloc ? Consequence.NONE_FOR_SMALL_FILES : Consequence.OOPS_AT_BOOT);
        }
        return EnumSet.of(Consequence.PROPERTY_LOST);
    }

    /** A device that is looked for under another address isn't there, a file with a seal that isn't known is refused; a field that nobody reads any more is lost. */
    private Consequence handler(List<AbiFinding> findings) {
        List<AbiFinding> errors = findings.stream()
                .flatMap(this::causes)
                .filter(AbiFinding::isError)
                .toList();
        if (errors.stream().anyMatch(finding -> finding.path().matches(".*\\.(bdf|domain)|.*_SEALS"))) {
            return Consequence.LATE_ERRNO_DATA_LOST;
        }
        boolean onlyLost = errors.stream().anyMatch(LayerRule::isLost)
                && errors.stream()
                        .allMatch(finding -> isLost(finding) || finding.kind().equals(AbiFindings.STRUCT_SIZE));
        return onlyLost ? Consequence.PROPERTY_LOST : Consequence.WRONG_METADATA;
    }

    /** An embedded struct does to the one around it what its own differences do. */
    private Stream<AbiFinding> causes(AbiFinding finding) {
        return finding.kind().equals(AbiFindings.EMBEDDED)
                ? structs.findingsOf(finding.path()).stream()
                : Stream.of(finding);
    }

    /** The early, device-tree form requires every node it knows and ignores every other. */
    private static Set<Consequence> luo(List<AbiFinding> findings) {
        if (findings.stream().anyMatch(finding -> finding.kind().equals(AbiFindings.NODE_REQUIRED))) {
            return EnumSet.of(Consequence.PANIC_BOOT);
        }
        List<AbiFinding> ignored = findings.stream()
                .filter(finding -> finding.kind().equals(AbiFindings.NODE_IGNORED))
                .toList();
        if (!ignored.isEmpty()) {
            return ignored.stream()
                    .map(finding -> finding.path().contains("flb") ? Consequence.FLB_LOST : Consequence.PROPERTY_LOST)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Consequence.class)));
        }
        return EnumSet.of(Consequence.OOPS_ON_OPEN);
    }

    /** A device tree taken for a struct, or a struct for a device tree: neither begins as the other must. */
    private boolean otherCarrier(String kind) {
        return showsTrees(outgoing) && showsTrees(incoming) && isTree(outgoing, kind) != isTree(incoming, kind);
    }

    private static boolean showsTrees(AbiDescriptor side) {
        return side.structs().stream().anyMatch(StructLayout::isTree);
    }

    private static boolean isTree(AbiDescriptor side, String kind) {
        return side.structs().stream()
                .anyMatch(layout -> layout.isTree() && layout.kind().equals(kind));
    }

    private Consequence metadata() {
        Layouts from = Layouts.of(outgoing);
        Layouts to = Layouts.of(incoming);
        boolean seen = !Objects.equals(from.find(Roles.METADATA, "version"), to.find(Roles.METADATA, "version"))
                || from.size(Roles.METADATA) < to.size(Roles.METADATA);
        return seen ? Consequence.METADATA_IGNORED : Consequence.WRONG_METADATA;
    }

    /** A place that means something else: no bytes tell. */
    Consequence meaning(String kind, String subject) {
        int dot = subject.indexOf('.');
        String struct = dot < 0 ? subject : subject.substring(0, dot);
        String field = dot < 0 ? "" : subject.substring(dot + 1);
        String role = structs.roleOf(struct);
        String part = structs.roleOf(struct, field);
        if (role != null && part != null && Roles.isUnread(role, part)) {
            return Consequence.UNKNOWN_FLAG_IGNORED;
        }
        if (Roles.MEMFD.equals(role) && "seals".equals(part)) {
            return Consequence.PROPERTY_CHANGED;
        }
        return Roles.FLB.equals(role) || isLayer(kind, Layer.FLB)
                ? Consequence.FLB_WRONG_DATA
                : Consequence.WRONG_METADATA;
    }

    /** Of a kind that has both, a handler and an FLB. */
    private boolean isOfFlb(String struct) {
        return guards.stream()
                .anyMatch(pair -> pair.layer() == Layer.FLB && pair.name().equals(structs.guardOf(struct)));
    }

    private boolean isLayer(String kind, Layer layer) {
        return guards.stream()
                .anyMatch(pair -> pair.layer() == layer && pair.kind().equals(kind));
    }
}
