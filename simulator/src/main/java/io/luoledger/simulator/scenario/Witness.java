package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.simulator.script.ScriptedHost;
import java.util.List;

/** Somebody who reads the events of one run's hosts and says from them alone what each host's kernel holds. */
public interface Witness {
    /** Believes nothing, and so never errs. */
    Witness NONE = new Witness() {
        @Override
        public void see(Draft draft) {
            // looks away
        }

        @Override
        public List<String> differences(String host, ScriptedHost.Standing truth) {
            return List.of();
        }
    };

    /** Reads the next event. */
    void see(Draft draft);

    /** Where what was read and the truth differ: empty when they agree. Called after every step of a host. */
    List<String> differences(String host, ScriptedHost.Standing truth);
}
