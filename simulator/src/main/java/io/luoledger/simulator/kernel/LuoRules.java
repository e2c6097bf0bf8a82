package io.luoledger.simulator.kernel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where the Live Update Orchestrators of different releases differ in behaviour, as data.
 *
 * @param freeze what there is of FREEZE of single sessions; empty in every release
 * @param maxSessions beyond it CREATE_SESSION is ENOMEM; 0: as many as blocks hold
 * @param maxFilesPerSession beyond it PRESERVE_FD is ENOSPC; 0: as many as blocks hold
 */
public record LuoRules(Set<Rule> rules, Set<SessionFreeze> freeze, int maxSessions, int maxFilesPerSession) {
    /** One rule. */
    public enum Rule {
        /** A session's name must not be empty, and must fit with its NUL; else it may be empty, and is cut. */
        CHECKS_NAME,
        /** An ioctl for the other kind of session is refused before it runs. */
        CHECKS_SIDE,
        /** FINISH's reserved word must be 0. */
        CHECKS_RESERVED,
        /** A file that is preserved already is refused with EBUSY. */
        REFUSES_DOUBLE_PRESERVE,
        /** Files that can't be rebuilt keep the device from opening for good; else their session does without them. */
        STOPS_AT_BROKEN_FILES,
        /** A failed retrieve is remembered and not tried again. */
        CACHES_RETRIEVE_ERROR,
        /** GET_NAME exists. */
        HAS_GET_NAME,
        /** A thawed file's data is set to 0, so that it can't be unpreserved properly any more. */
        ROLLBACK_FORGETS_DATA,
        /** Whoever asks for an FLB holds a reference; else there is a number that only files count in. */
        REFCOUNTS_FLBS,
        /** An FLB that is finished is retrieved again; else whoever asks for it gets ENODATA. No kernel that was recorded. */
        RETRIEVES_FINISHED_FLBS
    }

    /** 6.19, as the orchestrator was merged: a session array of 16 pages, file arrays of two. */
    public static final LuoRules V6_19 = new LuoRules(EnumSet.of(Rule.ROLLBACK_FORGETS_DATA), Set.of(), 819, 128);

    /** 6.19 with what its stable releases mended. */
    public static final LuoRules V6_19_STABLE = V6_19.with(Rule.CHECKS_NAME)
            .with(Rule.CHECKS_SIDE)
            .with(Rule.REFUSES_DOUBLE_PRESERVE)
            .with(Rule.STOPS_AT_BROKEN_FILES);

    /** 7.2 and 7.3. */
    public static final LuoRules V7 = new LuoRules(
            EnumSet.complementOf(EnumSet.of(Rule.ROLLBACK_FORGETS_DATA, Rule.RETRIEVES_FINISHED_FLBS)), Set.of(), 0, 0);

    public LuoRules {
        rules = Collections.unmodifiableSet(EnumSet.copyOf(rules));
        freeze = Set.copyOf(freeze);
    }

    public boolean has(Rule rule) {
        return rules.contains(rule);
    }

    /** These rules and one more. */
    public LuoRules with(Rule rule) {
        EnumSet<Rule> more = EnumSet.of(rule);
        more.addAll(rules);
        return new LuoRules(more, freeze, maxSessions, maxFilesPerSession);
    }

    boolean has(SessionFreeze choice) {
        return freeze.contains(choice);
    }

    /** These rules with FREEZE of single sessions, and what that one says of it. */
    LuoRules with(SessionFreeze choice) {
        return new LuoRules(rules, EnumSet.of(SessionFreeze.CALL, choice), maxSessions, maxFilesPerSession);
    }
}
