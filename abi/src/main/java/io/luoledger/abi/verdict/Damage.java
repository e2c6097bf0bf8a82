package io.luoledger.abi.verdict;

import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.role.GuardRoles;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import io.luoledger.abi.verdict.Sides.Difference;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a difference does that nobody refuses: it is handed to a reader, which has one kernel write and the other read.
 * Only where no reader reaches does the layer's rule answer.
 */
final class Damage {
    /** More than one chunk is only begun by files larger than a reader hands over. */
    private static final Set<String> CHUNKS = Set.of(Roles.CHUNK, Roles.CHUNK_HEADER);

    private final Sides sides;
    private final StructPairs structs;
    private final LayerRule rule;
    private final HandoverReader reader;

    /**
     * What was seen of one kind.
     *
     * @param difference what a reader read; empty when none did
     * @param meant fields, as "ROLE.FIELD", that the outgoing kernel fills with a meaning of its own
     * @param ruled what the layer's rule said of the rest
     * @param unreached roles of structs that no reader reads; names of those without a role
     */
    record Seen(
            Set<Consequence> consequences,
            Difference difference,
            Set<String> meant,
            Set<Consequence> ruled,
            Set<String> unreached) {
        static final Seen NOTHING = new Seen(Set.of(), Difference.NONE, Set.of(), Set.of(), Set.of());

        boolean read() {
            return !difference.isEmpty() || !meant.isEmpty();
        }
    }

    Damage(Sides sides, StructPairs structs, LayerRule rule, HandoverReader reader) {
        this.sides = sides;
        this.structs = structs;
        this.rule = rule;
        this.reader = reader;
    }

    /** Whether a reader compares this guard as the kernels do. */
    boolean reaches(Pair pair) {
        return reader.reaches(pair.layer() == Layer.FLB ? GuardRoles.of(Layer.FLB) : sides.role(pair));
    }

    /**
     * What the difference of one kind does.
     *
     * @param found what was found in this kind
     * @param guardRules what its guards' rules say, for where no reader compares them
     */
    Seen of(String kind, Difference found, List<AbiFinding> findings, Set<Consequence> guardRules) {
        Set<Consequence> ruled = EnumSet.noneOf(Consequence.class);
        Set<String> meant = meanings(kind, findings, ruled);
        if (findings.stream().anyMatch(finding -> finding.kind().equals(AbiFindings.FLAG_UNKNOWN))) {
            ruled.add(Consequence.UNKNOWN_FLAG_IGNORED);
        }
        Set<String> reached =
                found.changed().stream().filter(one -> reaches(one, findings)).collect(Collectors.toSet());
        Set<String> constants =
                found.constants().stream().filter(reader::reaches).collect(Collectors.toSet());
        Difference difference = new Difference(reached, found.guards(), constants, false);
        Optional<Set<Consequence>> read = difference.isEmpty() && meant.isEmpty()
                ? Optional.empty()
                : reader.read(sides.outgoing(meant), sides.incoming(difference));
        if (read.isEmpty()) {
            if (!found.changed().isEmpty() || !found.constants().isEmpty()) {
                ruled.addAll(rule.bytes(kind, found.changed(), findings));
            }
            ruled.addAll(guardRules);
            meant.forEach(field -> ruled.add(Consequence.UNKNOWN_FLAG_IGNORED));
            Set<String> unreached = reader.reaches(GuardRoles.of(Layer.KHO_ROOT)) ? found.changed() : Set.of();
            return new Seen(ruled, Difference.NONE, Set.of(), ruled, unreached);
        }
        Set<String> unreached = new HashSet<>(found.changed());
        unreached.removeAll(reached);
        boolean otherConstants = !constants.containsAll(found.constants());
        if (!unreached.isEmpty() || otherConstants) {
            ruled.addAll(rule.bytes(kind, unreached, findings));
        }
        if (read.get().isEmpty() && !reached.isEmpty()) {
            ruled.addAll(unseen(kind, reached, findings));
        }
        Set<Consequence> all = EnumSet.noneOf(Consequence.class);
        all.addAll(read.get());
        all.addAll(ruled);
        return new Seen(all, difference, meant, ruled, unreached);
    }

    /** What all differences of the pair do together. */
    Optional<Set<Consequence>> together(Difference difference, Set<String> meant) {
        return reader.read(sides.outgoing(meant), sides.incoming(difference));
    }

    /** The incoming kernel saw nothing wrong; something may be lost, or looked for in vain, for all that. */
    private Set<Consequence> unseen(String kind, Set<String> changed, List<AbiFinding> findings) {
        if (changed.stream().anyMatch(CHUNKS::contains)) {
            return EnumSet.of(Consequence.NONE_FOR_SMALL_FILES);
        }
        if (findings.stream().anyMatch(LayerRule::isLost)) {
            return EnumSet.of(Consequence.PROPERTY_LOST);
        }
        // of a series' struct the reader knows some postings; a value that only another one looks for is that one's
        boolean looksFor = findings.stream().anyMatch(finding -> finding.kind().equals(AbiFindings.FIELD_ADDED))
                && Roles.structs().stream().noneMatch(changed::contains);
        return looksFor ? rule.bytes(kind, changed, findings) : EnumSet.noneOf(Consequence.class);
    }

    private boolean reaches(String struct, List<AbiFinding> findings) {
        if (!sides.isLuoTree(struct)) {
            return reader.reaches(struct);
        }
        // of a tree, whole parts are looked for: those that a guard of their own names, and LUO's root as such
        return reader.reaches(GuardRoles.FLBS)
                && findings.stream()
                        .filter(finding -> finding.isError() && finding.path().startsWith(struct))
                        .allMatch(finding ->
                                finding.path().equals(struct) || finding.path().startsWith(struct + ".luo-flb/"));
    }

    /** Declared meanings of which bytes tell; of the others the rule says what they do. */
    private Set<String> meanings(String kind, List<AbiFinding> findings, Set<Consequence> ruled) {
        Set<String> meant = new HashSet<>();
        for (AbiFinding finding : findings) {
            if (!finding.kind().equals(AbiFindings.SEMANTICS)) {
                continue;
            }
            String place = place(finding.path());
            if (finding.from() != null && Roles.isUnread(place) && reader.reaches(place)) {
                meant.add(place);
            } else {
                ruled.add(rule.meaning(kind, finding.path()));
            }
        }
        return meant;
    }

    /** "ROLE.FIELD" of what is called so; as it is when it has no role. */
    private String place(String path) {
        int dot = path.indexOf('.');
        String struct = dot < 0 ? path : path.substring(0, dot);
        String role = structs.roleOf(struct);
        String part = dot < 0 ? null : structs.roleOf(struct, path.substring(dot + 1));
        return role == null || part == null ? path : role + "." + part;
    }
}
