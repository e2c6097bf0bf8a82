package io.luoledger.simulator.script;

import io.luoledger.simulator.script.RecordedSteps.Step;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The script that recorded steps become, line by line, and which step each line is. */
final class RecordedScript {
    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, Step> byLine = new LinkedHashMap<>();
    private Set<String> variables = new HashSet<>();
    private int lines;

    /** The next kernel's section: no variable lives on. */
    void kernel(int number) {
        variables = new HashSet<>();
        line("%" + number);
    }

    /** An op that stands for no step. */
    void line(String op) {
        text.append(op).append('\n');
        lines++;
    }

    /** The op that a step is. */
    void op(Step step, String... words) {
        line(String.join(" ", words));
        byLine.put(lines, step);
    }

    /** Notes that a variable is bound. */
    void bound(String... names) {
        variables.addAll(Set.of(names));
    }

    /** A variable that can be named before it is bound: until then it is no descriptor. */
    String variable(String name) {
        if (variables.add(name)) {
            line("mkfd " + name + " fd:-1");
        }
        return name;
    }

    Map<Integer, Step> steps() {
        return byLine;
    }

    String text() {
        return text.toString();
    }
}
