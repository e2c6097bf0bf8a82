package io.luoledger.twin;

import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.scenario.Witness;
import io.luoledger.simulator.script.ScriptedHost.Standing;
import io.luoledger.wire.EventCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads the events of a run with the ledger's core, one after another, and says after each step where its view and what the
 * kernels hold differ.
 */
public final class Twin implements Witness {
    private final EventCodec codec = new EventCodec();
    private final Ledger ledger = new Ledger();
    private final EntityMap entities = new EntityMap();
    private final Map<String, LedgerHead> heads = new HashMap<>();
    private final Map<String, Reality> realities = new HashMap<>();
    private final Coverage coverage;

    public Twin(Coverage coverage) {
        this.coverage = coverage;
    }

    @Override
    public void see(Draft draft) {
        LiveUpdateEvent event = codec.seal(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
        heads.put(draft.host(), LedgerHead.after(event));
        ledger.apply(entities, codec.decode(codec.encode(event)));
    }

    @Override
    public List<String> differences(String host, Standing truth) {
        Reality reality = realities.computeIfAbsent(host, fresh -> new Reality(coverage));
        reality.see(truth);
        Lines expected = reality.lines();
        if (expected == null) {
            coverage.foundDead();
            return List.of();
        }
        coverage.compared(expected.byName().size());
        return differences(expected.byName(), Belief.of(entities, host, reality.received()));
    }

    private static List<String> differences(Map<String, Set<String>> truth, Map<String, String> view) {
        SortedSet<String> names = new TreeSet<>(truth.keySet());
        names.addAll(view.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            Set<String> held = truth.getOrDefault(name, Set.of(Lines.NOTHING));
            String told = view.getOrDefault(name, Lines.NOTHING);
            if (!held.contains(told)) {
                differences.add(name + ": the view says " + told + ", the kernel " + Words.of(held));
            }
        }
        return differences;
    }
}
