package io.luoledger.trace;

import io.luoledger.trace.TraceLine.Form;
import io.luoledger.trace.TraceLine.Stamp;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a dynamic event prints behind its name: where it sits, then what it has read.
 *
 * <pre>
 * kernel       (f+0x4/0x50) k=v ...         (caller+0x27/0x50 &lt;- f) ret=0
 * sym-addr     (f+0x4/0x50 &lt;addr&gt;) ...      (caller+0x27/0x50 &lt;addr&gt; &lt;- f &lt;addr&gt;) ...
 * trace-cmd    (addr) k=v ...               (addr &lt;- addr) ret=0
 * fields       __probe_ip=f+0x4/0x50 (N) k=0x1 (1) ...    __probe_func=f+0x4/0x50 (N) __probe_ret_ip=... (N) ...
 * </pre>
 *
 * <p>The function that it sits on counts, whatever the event was called; its name where there is only an address.
 */
final class ProbeRecord {
    /** No compiler puts more in front of the hook of a function's entry (ENDBR64, BTI, PACIASP). */
    private static final int MAX_ENTRY_OFFSET = 0x10;

    private static final String ARROW = " <- ";

    /** "f", and what fprobe, kprobe, perf and this tool append or put in front: f__entry, f__exit, f__ret, p_f_0, r_f_0. */
    private static final Pattern EVENT_NAME =
            Pattern.compile("(?:[pr]_(\\w+?)_0|(\\w+?)(?:__entry|__exit|__return|__ret)?)");

    /** What is left in an event's name of what the compiler appends to a copy's. */
    private static final Pattern COPY = Pattern.compile("(?:_(?:isra|constprop|part)_\\d+)+$");

    private ProbeRecord() {}

    /**
     * Reads it.
     *
     * @param name the event's
     */
    static TraceLine parse(Stamp stamp, String name, String text) {
        if (text.startsWith("__probe_")) {
            return fields(stamp, name, new FieldText(text));
        }
        int close = text.indexOf(')');
        if (close < 0) {
            return TraceLine.UNREADABLE;
        }
        Arguments arguments = new Arguments(text.substring(close + 1));
        if (arguments.isTorn()) {
            return TraceLine.UNREADABLE;
        }
        int back = text.indexOf(ARROW);
        if (back > 0 && back < close) {
            return exit(
                    stamp,
                    name,
                    CodePlace.of(text, back + ARROW.length(), close),
                    CodePlace.of(text, 1, back).symbol(),
                    arguments);
        }
        return entry(stamp, name, CodePlace.of(text, 1, close), arguments);
    }

    private static TraceLine fields(Stamp stamp, String name, FieldText fields) {
        Arguments arguments = fields.arguments();
        String ip = fields.symbol("__probe_ip");
        if (ip != null) {
            CodePlace place = CodePlace.of(ip);
            String function = isEntry(place) ? place.symbol() : function(name);
            return new TraceLine.Enter(stamp, Form.EVENT, function == null ? name : function, null, arguments);
        }
        String func = fields.symbol("__probe_func");
        String caller = fields.symbol("__probe_ret_ip");
        if (func == null) {
            return TraceLine.UNREADABLE;
        }
        CodePlace place = CodePlace.of(func);
        // another build of the kernel may have printed it, where other functions lie at these addresses
        return exit(
                stamp,
                name,
                isEntry(place) ? place : CodePlace.ADDRESS,
                caller == null ? null : CodePlace.of(caller).symbol(),
                arguments);
    }

    private static TraceLine entry(Stamp stamp, String name, CodePlace place, Arguments arguments) {
        if (place.addressOnly()) {
            return new TraceLine.Enter(stamp, Form.EVENT, function(name), null, arguments);
        }
        String function = place.symbol();
        return function != null
                        && (isEntry(place)
                                || KernelFunctions.withoutSuffix(function).equals(function(name)))
                ? new TraceLine.Enter(stamp, Form.EVENT, function, null, arguments)
                : new TraceLine.Other(stamp, name);
    }

    private static TraceLine exit(
            Stamp stamp, String name, CodePlace place, @Nullable String caller, Arguments arguments) {
        String function = place.addressOnly() ? function(name) : place.symbol();
        return function == null
                ? TraceLine.UNREADABLE
                : new TraceLine.Exit(stamp, Form.EVENT, function, caller, arguments.number("ret"), arguments);
    }

    private static boolean isEntry(CodePlace place) {
        return place.offset() >= 0 && place.offset() <= MAX_ENTRY_OFFSET;
    }

    /** The function that an event is named after. */
    static String function(String event) {
        Matcher name = EVENT_NAME.matcher(event);
        String function = !name.matches() ? event : name.group(1) != null ? name.group(1) : name.group(2);
        return COPY.matcher(function).replaceFirst("");
    }
}
