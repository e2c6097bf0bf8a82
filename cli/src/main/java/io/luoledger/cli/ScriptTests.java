package io.luoledger.cli;

import io.luoledger.abi.report.Ktap;
import io.luoledger.recorded.RecordedRun;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.ResultLine;
import io.luoledger.simulator.script.ResultLine.OpResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What scripts gave as tests: one per op, in the order of scripts, stages and lines. Only what ended well is ok: an op that was
 * refused, couldn't be tried, never came back or was never reached isn't.
 */
final class ScriptTests implements Consumer<ResultLine> {
    private static final String OK = "OK";
    private static final String ELSE = "else";

    private final Ktap ktap = new Ktap();
    /** Of the run that goes on. Scripts of one name come in the order in which they were given. */
    private final Map<String, Deque<ResultLine>> results = new HashMap<>();

    @Override
    public void accept(ResultLine line) {
        results.computeIfAbsent(key(line.script(), line.stage()), first -> new ArrayDeque<>())
                .add(line);
    }

    /** A run has ended. */
    void ran(List<OpScript> scripts) {
        for (OpScript script : scripts) {
            script.stages().forEach((stage, ops) -> section(script.name(), stage, ops));
        }
        results.clear();
    }

    String render() {
        return ktap.render();
    }

    private void section(String script, int stage, List<Op> ops) {
        Deque<ResultLine> told = results.get(key(script, stage));
        ResultLine line = told == null ? null : told.poll();
        List<OpResult> given = line == null ? List.of() : line.ops();
        if (line != null) {
            ktap.note(key(script, stage) + " on " + line.kernel());
        }
        boolean wentWell = true;
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            String name = (key(script, stage) + " " + op.line() + ": " + op.name() + " "
                            + String.join(" ", op.arguments()))
                    .strip();
            if (i >= given.size()) {
                ktap.notOk(name, "never reached" + (line == null || line.diedIn() == null ? "" : ": the kernel died"));
                continue;
            }
            String result = given.get(i).result();
            boolean isElse = op.name().equals(ELSE);
            if (OK.equals(result)) {
                ktap.ok(name);
            } else if (isElse && wentWell) {
                ktap.skip(name, "not needed: the op before it ended well");
            } else {
                ktap.notOk(name, result == null ? "the kernel died" : result);
            }
            wentWell = isElse ? wentWell : OK.equals(result);
        }
    }

    private static String key(String script, int stage) {
        return script + " %" + stage;
    }

    /** Of a recording: a test per step. */
    static String render(RecordedRun.Comparison comparison) {
        Ktap ktap = new Ktap();
        comparison.remarks().forEach(ktap::note);
        for (RecordedRun.Compared step : comparison.steps()) {
            if (step.agrees()) {
                ktap.ok(step.name());
            } else {
                ktap.notOk(step.name(), step.found());
            }
        }
        comparison.unknown().forEach(step -> ktap.notOk(step, "no call stands for this step"));
        return ktap.render();
    }
}
