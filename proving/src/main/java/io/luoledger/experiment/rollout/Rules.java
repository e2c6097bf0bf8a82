package io.luoledger.experiment.rollout;

import static io.luoledger.experiment.rollout.Part.EVERY_RELEASE;
import static io.luoledger.experiment.rollout.Part.KNOWN_BEFORE_REQUIRED;
import static io.luoledger.experiment.rollout.Part.KNOWN_BEFORE_WRITTEN;
import static io.luoledger.experiment.rollout.Part.KNOWN_ONCE_BEFORE_REQUIRED;
import static io.luoledger.experiment.rollout.Part.OLD_READ_WHILE_WRITTEN;
import static io.luoledger.experiment.rollout.Part.SUPPORT_STAYS;
import static io.luoledger.experiment.rollout.Part.WRITES_ON;
import static io.luoledger.experiment.rollout.Part.WRITTEN_STAYS;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules that are looked at: those that were proposed, those that are kept today, and each with a part left out. */
public final class Rules {
    private static final Set<Part> RFC = Set.of(KNOWN_BEFORE_REQUIRED, SUPPORT_STAYS, WRITTEN_STAYS, EVERY_RELEASE);
    private static final Set<Part> PROFILES =
            Set.of(KNOWN_BEFORE_REQUIRED, OLD_READ_WHILE_WRITTEN, SUPPORT_STAYS, WRITTEN_STAYS, EVERY_RELEASE);
    private static final Set<Part> WHOLE =
            Set.of(KNOWN_BEFORE_WRITTEN, KNOWN_BEFORE_REQUIRED, SUPPORT_STAYS, WRITTEN_STAYS, EVERY_RELEASE, WRITES_ON);

    private static final List<Rule> ALL = List.of(
            rule("flags", Scheme.FLAGS, "nothing is asked", Set.of()),
            rule("flags-rfc", Scheme.FLAGS, "the RFC's: supp only, later active and req; changes only additive", RFC),
            rule("flags-rfc-no-supp", Scheme.FLAGS, "req at once", without(RFC, KNOWN_BEFORE_REQUIRED))
                    .like("flags-rfc"),
            rule(
                            "flags-rfc-support-goes",
                            Scheme.FLAGS,
                            "support may go again",
                            with(
                                    without(RFC, KNOWN_BEFORE_REQUIRED, SUPPORT_STAYS, WRITTEN_STAYS),
                                    KNOWN_ONCE_BEFORE_REQUIRED))
                    .like("flags-rfc"),
            rule("flags-rfc-use-goes", Scheme.FLAGS, "a feature may fall out of use again", without(RFC, WRITTEN_STAYS))
                    .like("flags-rfc"),
            rule("flags-rfc-skip", Scheme.FLAGS, "hosts leave releases out", without(RFC, EVERY_RELEASE))
                    .like("flags-rfc"),
            rule(
                    "flags-whole",
                    Scheme.FLAGS,
                    "supp only first for what is optional, too; what is held is written on",
                    WHOLE),
            rule(
                            "flags-whole-no-supp",
                            Scheme.FLAGS,
                            "optional features active at once",
                            without(WHOLE, KNOWN_BEFORE_WRITTEN))
                    .like("flags-whole"),
            rule("flags-whole-not-on", Scheme.FLAGS, "what is held isn't written on", without(WHOLE, WRITES_ON))
                    .like("flags-whole"),
            rule("flags-whole-skip", Scheme.FLAGS, "hosts leave releases out", without(WHOLE, EVERY_RELEASE))
                    .like("flags-whole"),
            rule(
                            "flags-lead-2",
                            Scheme.FLAGS,
                            "hosts leave releases out; each step two releases after the one before",
                            without(WHOLE, EVERY_RELEASE))
                    .lead(2)
                    .like("flags-whole"),
            rule("strings-bump", Scheme.STRINGS, "as up to now: one string, read and written", Set.of(EVERY_RELEASE))
                    .steps(Stage.UNKNOWN, Stage.ONLY),
            rule(
                    "strings-profiles",
                    Scheme.STRINGS,
                    "profile \"previous\" first, then \"current\", then the old string dropped",
                    PROFILES),
            rule(
                            "strings-at-once",
                            Scheme.STRINGS,
                            "both strings read, and the new one written at once",
                            without(PROFILES, KNOWN_BEFORE_REQUIRED))
                    .like("strings-profiles"),
            rule(
                            "strings-drop",
                            Scheme.STRINGS,
                            "the old string dropped at any time",
                            without(PROFILES, OLD_READ_WHILE_WRITTEN))
                    .like("strings-profiles"),
            rule(
                            "strings-set-back",
                            Scheme.STRINGS,
                            "the profile set back to \"previous\" at any time",
                            without(PROFILES, WRITTEN_STAYS))
                    .like("strings-profiles"),
            rule("strings-skip", Scheme.STRINGS, "hosts leave releases out", without(PROFILES, EVERY_RELEASE))
                    .like("strings-profiles"),
            rule(
                            "strings-lead-2",
                            Scheme.STRINGS,
                            "hosts leave releases out; each step two releases after the one before",
                            without(PROFILES, EVERY_RELEASE))
                    .lead(2)
                    .like("strings-profiles"),
            rule("strings-on", Scheme.STRINGS, "what is held is written on", with(PROFILES, WRITES_ON))
                    .like("strings-profiles"),
            rule(
                            "subtrees-plain",
                            Scheme.SUBTREES,
                            "the new version alone, at once",
                            without(PROFILES, KNOWN_BEFORE_REQUIRED))
                    .steps(Stage.UNKNOWN, Stage.REQUIRED, Stage.ONLY),
            rule(
                    "subtrees-mixed",
                    Scheme.SUBTREES,
                    "both versions at once; the old one goes once a release has written the new one",
                    PROFILES),
            rule(
                    "subtrees-whole",
                    Scheme.SUBTREES,
                    "the new version read first, then both, then the new one alone; what is held is written on",
                    with(PROFILES, KNOWN_BEFORE_WRITTEN, WRITES_ON)));

    private Rules() {}

    /** In the order of the table. */
    public static List<Rule> all() {
        return ALL;
    }

    public static Optional<Rule> find(String id) {
        return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    private static Rule rule(String id, Scheme scheme, String says, Set<Part> parts) {
        return new Rule(id, scheme, says, parts, List.of(), 1, null);
    }

    private static Set<Part> without(Set<Part> parts, Part... left) {
        Set<Part> rest = new HashSet<>(parts);
        rest.removeAll(List.of(left));
        return rest;
    }

    private static Set<Part> with(Set<Part> parts, Part... more) {
        Set<Part> all = new HashSet<>(parts);
        all.addAll(List.of(more));
        return all;
    }
}
