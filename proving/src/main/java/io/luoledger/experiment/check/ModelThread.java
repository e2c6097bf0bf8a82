package io.luoledger.experiment.check;

import java.util.List;
import java.util.Map;

/**
 * A thread of the model.
 *
 * @param ahead by place, all that the thread may yet touch from there on
 */
record ModelThread(String name, List<Step> steps, Map<String, Integer> labels, List<Touches> ahead) {
    static ModelThread of(String name, List<Step> steps, Map<String, Integer> labels) {
        Touches[] ahead = new Touches[steps.size() + 1];
        ahead[steps.size()] = Touches.NOTHING;
        for (int at = steps.size() - 1; at >= 0; at--) {
            ahead[at] = steps.get(at).touches().and(ahead[at + 1]);
        }
        return new ModelThread(name, List.copyOf(steps), Map.copyOf(labels), List.of(ahead));
    }

    int label(String label) {
        Integer at = labels.get(label);
        if (at == null) {
            throw new IllegalStateException("thread " + name + " has no label " + label);
        }
        return at;
    }
}
