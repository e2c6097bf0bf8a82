package io.luoledger.trace;

import org.jspecify.annotations.Nullable;

/**
 * One line of trace text. The grammar (TASK is comm and pid; the forms may be mixed, as sections of one file):
 *
 * <pre>
 * event    TASK [CPU] FLAGS SECONDS: PROBE: (function+0x4/size) k=v ...
 *          TASK [CPU] FLAGS SECONDS: PROBE: (caller+off/size &lt;- function) ret=...
 *          TASK [CPU] FLAGS SECONDS: sys_name(k: v, ...)  |  sys_name -&gt; value
 * function TASK [CPU] FLAGS SECONDS: function(k=v, ...) &lt;-caller
 * graph    [SECONDS |] CPU) [TASK |] [duration |] function(k=v, ...) {
 *          ...  function(k=v, ...); /&#42; ret=... &#42;/
 *          ...  } /&#42; function ret=... &#42;/
 * dump     TASK CPU FLAGS MICROSus : text of an event or function line
 * trace-cmd TASK [CPU] [FLAGS] SECONDS: PROBE: (address) k=v ...  |  PROBE: (address &lt;- address) ret=...
 * ...  sys_enter_name: k: v, ...  |  sys_exit_name: value  |  funcgraph_entry: duration | text of a graph line
 * ...  function: name &lt;-- caller
 * fields   ...  PROBE: __probe_ip=function+0x4/size (N) k=0x1 (1)   (see {@link ProbeRecord}, {@link FieldText})
 * </pre>
 */
sealed interface TraceLine {
    /** How a line of its kind ends a call: an event names its function twice, a graph nests, a function line never ends. */
    enum Form {
        EVENT,
        GRAPH,
        FUNCTION
    }

    /**
     * Who, where and when.
     *
     * @param task pid, or -1 - cpu where the text has no task column
     * @param nanos of that kernel's trace clock; -1 where the text has no absolute time, or one that isn't since the boot
     */
    record Stamp(int task, int cpu, long nanos) {
        /** Where the text doesn't tell whose record it is: a console without callers. */
        static final int NO_TASK = Integer.MIN_VALUE;
    }

    /** A function was entered. */
    record Enter(
            Stamp stamp,
            Form form,
            String function,
            @Nullable String caller,
            Arguments arguments) implements TraceLine {
        Enter at(Stamp other) {
            return new Enter(other, form, function, caller, arguments);
        }
    }

    /** A function returned; ret is null where the text doesn't tell, function where only a brace closes. */
    record Exit(
            Stamp stamp,
            Form form,
            @Nullable String function,
            @Nullable String caller,
            @Nullable Long ret,
            Arguments arguments)
            implements TraceLine {
        Exit at(Stamp other) {
            return new Exit(other, form, function, caller, ret, arguments);
        }
    }

    /** A function was entered and returned without a traced call inside. */
    record Leaf(
            Stamp stamp,
            String function,
            Arguments arguments,
            @Nullable Long ret) implements TraceLine {}

    /**
     * A probe's event told beside the call that it is about: in front of it, or behind it with what it returned.
     *
     * @param arguments what the probe read
     */
    record Probe(
            Stamp stamp,
            boolean entry,
            String function,
            @Nullable Long ret,
            Arguments arguments,
            String name) implements TraceLine {}

    /** A readable record that is no call: another event, or an event shown inside a graph. */
    record Other(Stamp stamp, String name) implements TraceLine {}

    /** The kernel says that it dropped records. */
    record Lost(@Nullable Long records) implements TraceLine {}

    /** The header's counters. */
    record Counters(long inBuffer, long written) implements TraceLine {}

    /** A comment that starts another part of the text, whose clock may differ. */
    record Mark(String text) implements TraceLine {}

    /** A line of the kernel log that is no record. */
    record Console(KernelLogLine said) implements TraceLine {}

    /** A comment, a blank line, a separator. */
    record Nothing() implements TraceLine {}

    /** Not a line of trace text. */
    record Unreadable() implements TraceLine {}

    Nothing NOTHING = new Nothing();
    Unreadable UNREADABLE = new Unreadable();
}
