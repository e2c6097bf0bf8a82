package io.luoledger.experiment.rollout;

import java.util.Map;

/**
 * What a search found of one rule.
 *
 * @param trains the roll-outs looked at: all that the rule allows, up to the bound
 * @param states where a host can be in them: roll-out, kernel that it runs, kernels that it came from, data that it holds
 * @param furthest after how many hops the last of these was first reached
 * @param lost of each property that is lost its smallest order: fewest kernels, then fewest hops
 * @param hopsCut whether hosts could go on to where nobody looked
 * @param statesCut whether the search gave up before it was through
 */
public record Answer(
        Rule rule,
        long trains,
        long states,
        int furthest,
        Map<Property, Order> lost,
        boolean hopsCut,
        boolean statesCut) {
    public Answer {
        lost = Map.copyOf(lost);
    }

    /** Whether everything within the bound on kernels was looked at. */
    public boolean isWhole() {
        return !hopsCut && !statesCut;
    }
}
