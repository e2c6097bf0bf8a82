package io.luoledger.simulator.script;

import io.luoledger.simulator.script.OpScript.Op;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the ops of one script's section gave: a line of the oracle's format.
 *
 * @param diedIn where the kernel died: "boot", or the op that killed it; null while it lives
 */
public record ResultLine(
        String script,
        int stage,
        List<OpResult> ops,
        String kernel,
        String boot,
        @Nullable Op diedIn) {
    public ResultLine {
        ops = List.copyOf(ops);
    }

    /**
     * What one op gave.
     *
     * @param result "OK", an errno's name, "SCRIPT" for an op that couldn't be tried, "BLOCKED" for a call that waits in the kernel and
     *     is done later; null when the kernel died in it
     * @param name the session's name, one char per byte
     * @param out further values by name: numbers, truth values, text
     */
    public record OpResult(
            Op op, @Nullable String result, @Nullable String name, Map<String, Object> out) {
        public OpResult {
            // of thousands of calls most tell one thing, or none: that takes less memory so
            out = out.size() > 1 ? out : Map.copyOf(out);
        }
    }

    /** The line as JSON. */
    public String json() {
        StringBuilder text = new StringBuilder();
        text.append("{\"script\": ")
                .append(quoted(script))
                .append(", \"stage\": ")
                .append(stage);
        text.append(", \"ops\": [");
        String separator = "";
        for (OpResult op : ops) {
            text.append(separator);
            append(text, op);
            separator = ", ";
        }
        text.append("], \"kernel\": ")
                .append(quoted(kernel))
                .append(", \"boot\": ")
                .append(quoted(boot));
        if (diedIn != null) {
            text.append(", \"died_in\": ");
            call(text, diedIn);
            text.append('}');
        }
        return text.append('}').toString();
    }

    private static void append(StringBuilder text, OpResult op) {
        call(text, op.op());
        if (op.result() != null) {
            text.append(", \"result\": ").append(quoted(op.result()));
        }
        if (op.name() != null) {
            text.append(", \"name\": ").append(quoted(op.name()));
        }
        if (!op.out().isEmpty()) {
            text.append(", \"out\": {");
            String separator = "";
            for (Map.Entry<String, Object> entry : op.out().entrySet()) {
                text.append(separator).append(quoted(entry.getKey())).append(": ");
                text.append(entry.getValue() instanceof String value ? quoted(value) : entry.getValue());
                separator = ", ";
            }
            text.append('}');
        }
        text.append('}');
    }

    private static void call(StringBuilder text, Op op) {
        text.append("{\"op\": ").append(quoted(op.name())).append(", \"args\": [");
        String separator = "";
        for (String argument : op.arguments()) {
            text.append(separator).append(quoted(argument));
            separator = ", ";
        }
        text.append(']');
    }

    private static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\r' -> text.append("\\r");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.append('"').toString();
    }

    /** The line as a person reads it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(script).append(" %").append(stage).append(" on ").append(kernel);
        for (OpResult op : ops) {
            text.append("\n  ").append(op.op().name());
            op.op().arguments().forEach(argument -> text.append(' ').append(argument));
            text.append(" -> ").append(op.result() == null ? "the kernel died" : op.result());
            if (op.name() != null) {
                text.append(' ').append(op.name());
            }
            op.out()
                    .forEach((key, value) ->
                            text.append(' ').append(key).append('=').append(value));
        }
        if (diedIn != null) {
            text.append("\n  the kernel died in ").append(diedIn.name());
        }
        return text.toString();
    }
}
