package io.luoledger.simulator.script;

import io.luoledger.event.Errno;
import io.luoledger.simulator.kernel.Faults;
import io.luoledger.simulator.kernel.Meanwhile;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.OpScript.SyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The ops of the language: which there are, and what they take. */
final class Language {
    /** How an op is called: the least and the most arguments, and the words that a message shows. */
    record Shape(int least, int most, String usage) {}

    /** What an agent does when a call was refused. */
    static final String OTHERWISE = "else";

    static final String MEANWHILE = "meanwhile";
    static final String FAULT = "fault";

    private static final Map<String, Shape> OPS = new LinkedHashMap<>();

    static {
        op("create", 1, 2, "NAME [HANDLE]");
        op("retrieve_session", 1, 2, "NAME [HANDLE]");
        op("preserve", 3, 4, "HANDLE FD-or-KIND TOKEN [ARGUMENT]");
        op("retrieve", 2, 3, "HANDLE TOKEN [FD]");
        op("retrieve_with", 3, 4, "HANDLE TOKEN FD [NEW] (RETRIEVE_FD, its argument names the file to restore into)");
        op("retrieve_into", 3, 4, "HANDLE TOKEN FD [NEW] (RETRIEVE_INTO_FD)");
        op("finish", 1, 2, "HANDLE [RESERVED]");
        op("get_name", 1, 2, "HANDLE [RESERVED]");
        op("freeze", 1, 2, "HANDLE [RESERVED]");
        op("unfreeze", 1, 2, "HANDLE [RESERVED]");
        op("close", 1, 1, "HANDLE");
        op("closefd", 1, 1, "FD");
        op("dup", 2, 2, "HANDLE NEW");
        op("opendev", 0, 0, "");
        op("closedev", 0, 0, "");
        op("mkfd", 2, 2, "FD KIND");
        op("ioctl", 3, 16, "TARGET NR SIZE [k=v]...");
        op("rlimit_free", 1, 1, "N");
        op("write", 2, 2, "FD N");
        op("pwrite", 3, 3, "FD OFFSET N");
        op("read", 2, 2, "FD N");
        op("ftruncate", 2, 2, "FD SIZE");
        op("fallocate", 4, 4, "FD MODE OFFSET LENGTH");
        op("seek", 2, 2, "FD OFFSET");
        op("seal", 2, 2, "FD SEALS");
        op("mmapw", 2, 2, "FD OFFSET");
        op("stat", 1, 1, "FD");
        op("bytes", 3, 3, "FD OFFSET N");
        op("same", 2, 2, "FD FD");
        op("linkname", 1, 1, "FD");
        op("reboot_nokernel", 0, 0, "");
        op("meminfo", 0, 0, "");
        // beyond the oracle's language: what a simulation can do to a machine
        op("reboot", 0, 0, "");
        op("crash", 0, 0, "");
        op("power_loss", 0, 0, "");
        op(FAULT, 2, 3, "preserve|freeze|retrieve|retrieve_retryable|flb_preserve ERRNO [AFTER-N-THAT-PASS]");
        op("leave_pages", 1, 1, "N");
        op("wait", 1, 1, "MICROS");
        op("exists", 1, 1, "PATH");
        op("poison", 1, 1, "PAGES");
        op("poisoned", 0, 0, "");
        op("pstore_write", 1, 1, "BYTES");
        op("pstore_read", 0, 0, "");
        op("first_opener", 1, 1, "systemd|agent (of /dev/liveupdate, from the next boot on)");
        op("initrd", 1, 1, "MODULE (in the initrd, from the next boot on)");
        op(
                MEANWHILE,
                2,
                18,
                "unlocked|serialized|locked|asked|copied OP ... (made by another task in the middle of the next preserve, reboot, or lookup in an FLB)");
        op(OTHERWISE, 1, 17, "OP ... (made when the last op before it that is no else didn't end well)");
        devices();
        machine();
    }

    private Language() {}

    /** What happens to the hardware. */
    private static void machine() {
        op("lose", 1, 1, "BDF");
        op("replace", 2, 2, "BDF PART");
        op("move", 1, 1, "BDF");
        op("plug", 2, 2, "BDF-of-port PART");
        op("hot_add", 1, 1, "PART");
        op("bridge_reset", 1, 1, "BDF");
        op("bridge_lost", 1, 1, "BDF");
        op("probe_order", 0, 0, "");
        op("sysfs_reset", 1, 1, "BDF");
        op("master_off", 1, 1, "BDF");
        op("steal", 1, 1, "BDF");
    }

    /**
     * Devices: a BDF is an address, /dd.f/dd.f: the way from the root, @LABEL: wherever the hardware is that got the label, or ~LABEL:
     * whatever is where that was.
     */
    private static void devices() {
        op("label", 2, 2, "LABEL BDF");
        op("bind", 2, 2, "BDF DRIVER");
        op("unbind", 1, 1, "BDF");
        op("sysfs_bind", 2, 2, "BDF DRIVER");
        op("probe", 1, 1, "BDF");
        op("override", 2, 2, "BDF DRIVER|-");
        op("remove", 1, 1, "BDF");
        op("rescan", 0, 0, "");
        op("numvfs", 2, 2, "BDF N");
        op("hotplug", 2, 2, "BDF-of-port PART");
        op("unplug", 1, 1, "BDF");
        op("device", 1, 1, "BDF");
        op("cdev", 2, 2, "FD BDF");
        op("iommufd", 1, 1, "FD");
        op("container", 1, 1, "FD");
        op("group", 2, 2, "FD NUMBER|BDF");
        op("group_device", 3, 4, "FD GROUP BDF [VF-TOKEN]");
        op("set_container", 2, 2, "GROUP CONTAINER|IOMMUFD");
        op("set_iommu", 2, 2, "CONTAINER vfio_type1_iommu|vfio_type1v2_iommu|vfio_noiommu_iommu");
        op("ioas", 1, 2, "IOMMUFD [VARIABLE]");
        op("map", 5, 6, "IOMMUFD|CONTAINER IOAS|- ADDRESS BYTES FD [OFFSET]");
        op("unmap", 4, 4, "IOMMUFD|CONTAINER IOAS|- ADDRESS BYTES");
        op("bind_iommufd", 2, 3, "DEVICE IOMMUFD [VF-TOKEN]");
        op("attach", 2, 2, "DEVICE IOAS");
        op("info", 1, 1, "DEVICE");
        op("config", 1, 1, "DEVICE");
        op("command", 2, 2, "DEVICE VALUE");
        op("irq", 3, 3, "DEVICE INDEX on|off");
        op("power", 2, 2, "DEVICE D0|D3hot");
        op("reset", 1, 1, "DEVICE");
        op("ranges", 1, 1, "DEVICE");
        op("dma", 3, 3, "DEVICE ADDRESS BYTES");
        op("tables", 0, 0, "");
    }

    private static void op(String name, int least, int most, String usage) {
        OPS.put(name, new Shape(least, most, usage));
    }

    static void check(String script, Op op) {
        Shape shape = OPS.get(op.name());
        if (shape == null) {
            throw new SyntaxException(
                    script,
                    op.line(),
                    "unknown op \"" + op.name() + "\", expected one of " + String.join(" ", OPS.keySet()));
        }
        if (op.name().equals(OTHERWISE) && !op.arguments().isEmpty()) {
            check(script, otherwise(op));
            return;
        }
        if (op.name().equals(MEANWHILE) && op.arguments().size() > 1) {
            moment(script, op);
            check(script, otherwise(otherwise(op)));
            return;
        }
        int count = op.arguments().size();
        if (count < shape.least() || count > shape.most()) {
            throw new SyntaxException(
                    script,
                    op.line(),
                    op.name() + " with " + count + " arguments, expected " + op.name() + " " + shape.usage());
        }
        if (op.name().equals(FAULT)) {
            point(script, op);
            errno(script, op);
        }
    }

    /** Where the fault strikes. */
    static Faults.Point point(String script, Op op) {
        return Faults.Point.named(op.arguments().getFirst())
                .orElseThrow(() -> unknown(script, op, "point", op.arguments().getFirst()));
    }

    /** What the fault gives. */
    static String errno(String script, Op op) {
        String errno = op.arguments().get(1);
        if (!Errno.names().contains(errno)) {
            throw unknown(script, op, "errno", errno);
        }
        return errno;
    }

    /** When the other task is there. */
    static Meanwhile.Moment moment(String script, Op op) {
        return Meanwhile.Moment.named(op.arguments().getFirst())
                .orElseThrow(() -> unknown(script, op, "moment", op.arguments().getFirst()));
    }

    /** A word of the script's that no call is made of: nothing that a kernel could refuse. */
    private static SyntaxException unknown(String script, Op op, String what, String word) {
        return new SyntaxException(
                script,
                op.line(),
                op.name() + ": unknown " + what + " \"" + word + "\", expected " + op.name() + " "
                        + Objects.requireNonNull(OPS.get(op.name())).usage());
    }

    /** The op behind an else. */
    static Op otherwise(Op op) {
        List<String> words = op.arguments();
        return new Op(words.getFirst(), words.subList(1, words.size()), op.line());
    }

    /** How many, or how long: no less than none. */
    static long count(String script, Op op, String text) {
        long count = number(script, op, text);
        if (count < 0) {
            throw new SyntaxException(script, op.line(), op.name() + ": " + text + ", expected 0 or more");
        }
        return count;
    }

    /** A number, decimal or 0x hexadecimal, possibly signed, as 64 bits. */
    static long number(String script, Op op, String text) {
        try {
            boolean negative = text.startsWith("-");
            String digits = negative ? text.substring(1) : text;
            long value = digits.startsWith("0x") || digits.startsWith("0X")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseUnsignedLong(digits);
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            throw new SyntaxException(script, op.line(), op.name() + ": not a number: \"" + text + "\"");
        }
    }
}
