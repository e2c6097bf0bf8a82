package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.simulator.kernel.KernelState;
import io.luoledger.simulator.kernel.KernelState.Contents;
import io.luoledger.simulator.script.ScriptedHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The invariants of one host, over its run. */
final class HostChecks implements Consumer<Draft> {
    private final String host;
    private final Set<Invariant> invariants;
    private final Witness witness;
    private final Map<String, Contents> promises = new HashMap<>();
    private Map<String, Contents> received = new HashMap<>();
    private String death = "";
    private long liveUpdate;

    /** An invariant that didn't hold, and how that showed. */
    record Broken(Invariant invariant, String detail) {}

    HostChecks(String host, Set<Invariant> invariants, Witness witness) {
        this.host = host;
        this.invariants = invariants;
        this.witness = witness;
    }

    /** Reads the host's next event. */
    @Override
    public void accept(Draft draft) {
        witness.see(draft);
        if (draft.boot().liveUpdate() != liveUpdate) {
            liveUpdate = draft.boot().liveUpdate();
            received = new HashMap<>(promises);
            promises.clear();
        }
        if (draft.body() instanceof KernelBody.KernelBooted booted && booted.outcome() == BootOutcome.PANIC) {
            death = String.valueOf(booted.message());
        } else if (draft.body() instanceof KernelBody.KernelDied died) {
            death = String.valueOf(died.message());
        }
    }

    /** Checks what must hold after a step. */
    Optional<Broken> after(ScriptedHost.Standing standing) {
        if (!death.isEmpty() && invariants.contains(Invariant.KERNEL_SURVIVES)) {
            return broken(Invariant.KERNEL_SURVIVES, death);
        }
        if (invariants.contains(Invariant.VIEW_IS_TRUE)) {
            List<String> differences = witness.differences(host, standing);
            if (!differences.isEmpty()) {
                return broken(Invariant.VIEW_IS_TRUE, String.join("; ", differences));
            }
        }
        KernelState state = standing.kernel();
        if (state == null || !invariants.contains(Invariant.PROMISES_KEPT)) {
            return Optional.empty();
        }
        remember(state);
        return kept(state);
    }

    private static Optional<Broken> broken(Invariant invariant, String detail) {
        return Optional.of(new Broken(invariant, detail));
    }

    private void remember(KernelState state) {
        Map<String, Contents> now = new HashMap<>();
        for (KernelState.SessionState session : state.outgoing()) {
            for (KernelState.FileState file : session.files()) {
                Contents contents = file.contents();
                if (contents != null) {
                    String key = session.name() + " " + file.token();
                    // seals are promised as they were when the file was preserved
                    Contents before = promises.getOrDefault(key, contents);
                    now.put(
                            key,
                            new Contents(contents.size(), contents.position(), before.seals(), contents.fingerprint()));
                }
            }
        }
        promises.clear();
        promises.putAll(now);
    }

    private Optional<Broken> kept(KernelState state) {
        for (KernelState.SessionState session : state.incoming()) {
            for (KernelState.FileState file : session.files()) {
                Contents got = file.contents();
                Contents promised = received.remove(got == null ? "" : session.name() + " " + file.token());
                if (got != null && promised != null && !got.equals(promised)) {
                    return broken(
                            Invariant.PROMISES_KEPT,
                            "file " + file.token() + " of session " + session.name() + " was preserved as " + promised
                                    + " and came back as " + got);
                }
            }
        }
        return Optional.empty();
    }
}
