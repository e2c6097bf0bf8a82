package io.luoledger.simulator.kernel;

import java.util.ArrayList;
import java.util.List;

/** A file handler as the orchestrator knows it: with the FLBs that were linked to it, in that order. */
record RegisteredHandler(FileHandler handler, List<Flb> flbs) {
    RegisteredHandler(FileHandler handler) {
        this(handler, new ArrayList<>());
    }
}
