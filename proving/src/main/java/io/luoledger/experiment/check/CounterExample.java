package io.luoledger.experiment.check;

import java.util.List;

/**
 * A run that ends in something wrong.
 *
 * @param threads all threads of the model, also those that don't run in it
 * @param waits who waits at its end
 * @param contextSwitches how often another thread than before moves
 * @param fewest whether no run to this kind has fewer context switches, and with as many none has fewer steps; false when the bound was
 *     reached before that was known
 */
public record CounterExample(
        Violation violation,
        List<String> threads,
        List<Move> run,
        List<Wait> waits,
        int contextSwitches,
        boolean fewest) {

    /** The threads in the order in which they move. */
    public List<Integer> schedule() {
        return run.stream().map(Move::thread).toList();
    }

    static int contextSwitches(List<Integer> schedule) {
        int switches = 0;
        for (int i = 1; i < schedule.size(); i++) {
            switches += schedule.get(i).equals(schedule.get(i - 1)) ? 0 : 1;
        }
        return switches;
    }
}
