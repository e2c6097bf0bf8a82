package io.luoledger.event;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of an event hold at most: what a kernel can make of them, or this format. Names of events become keys,
 * states, views and findings, so whatever keeps these limits can be kept and told by everybody behind it. Who brings
 * events into a ledger refuses others; who meets one in a ledger counts it and judges nothing by it.
 */
public final class EventLimits {
    /** A byte of a name that isn't text was read as this. */
    private static final char REPLACEMENT = '\ufffd';

    private static final int MOST_ASSUMPTIONS = 100;

    private static final int MOST_BYTES_OF_CHAR = 3;

    /** What texts hold, and the most bytes of UTF-8 that it takes. */
    private enum Text {
        /** A random one is 36 characters; one that was made from its source has a digest in it. */
        BOOT_ID("boot id", 255),
        /** {@code __NEW_UTS_LEN} of the kernel is 64; the name of a simulated one says all its variants. */
        RELEASE("kernel release", 255),
        /** {@code LIVEUPDATE_SESSION_NAME_LENGTH}, in bytes as the kernel has them: read as text they may be three times as many. */
        SESSION("session name", 64),
        /** {@code LIVEUPDATE_HNDL_COMPAT_LENGTH}. */
        HANDLER("handler's compatible string", 48),
        /** {@code LIVEUPDATE_FLB_COMPAT_LENGTH}. */
        FLB("FLB's compatible string", 48),
        /** {@code NAME_MAX}: a driver is a directory of sysfs. */
        DRIVER("driver", 255),
        /** {@code PATH_MAX}. */
        PATH("path", 4096),
        METHOD("reset method", 64),
        /** {@code KSYM_NAME_LEN}, and a file and line. */
        PLACE("place in the kernel", 1024),
        /** Some records of the kernel's log, of 1024 bytes at most each. */
        MESSAGE("message", 16 * 1024),
        DETAIL("detail", 16 * 1024),
        /** {@code TASK_COMM_LEN} is 16; a whole path is as good. */
        PROGRAM("program's name", 4096),
        /** A node of a flattened tree has 31 characters; KHO's own are a few. */
        SUBTREE("name of a subtree", 255),
        VERSIONS("version of a subtree", 255),
        /** {@code COMMAND_LINE_SIZE}. */
        PARAMETER("parameter of the command line", 4096),
        PLAN("name of a plan", 255),
        /** {@code UNIT_NAME_MAX} of systemd is 256 with its end. */
        UNIT("name of a unit", 255),
        /** {@code FDNAME_MAX} of systemd. */
        FD_NAME("name in an fd store", 255),
        ENTRY_TYPE("type of an fd store's entry", 255),
        ASSUMPTION("name of an assumption", 255),
        KIND("kind of event", 255);

        private final String text;
        private final int mostBytes;

        Text(String text, int mostBytes) {
            this.text = text;
            this.mostBytes = mostBytes;
        }

        @Nullable
        String exceededBy(@Nullable String value) {
            if (value == null || value.length() <= mostBytes / MOST_BYTES_OF_CHAR) {
                return null;
            }
            long bytes = bytes(value, this == SESSION);
            return bytes <= mostBytes ? null : "a " + text + " of " + bytes + " bytes, expected at most " + mostBytes;
        }
    }

    /** By the names of the fields of bodies: a text that isn't here stops whoever adds it. */
    private static final Map<String, Text> TEXTS = Map.ofEntries(
            Map.entry("handler", Text.HANDLER),
            Map.entry("flb", Text.FLB),
            Map.entry("driver", Text.DRIVER),
            Map.entry("path", Text.PATH),
            Map.entry("method", Text.METHOD),
            Map.entry("during", Text.PLACE),
            Map.entry("place", Text.PLACE),
            Map.entry("message", Text.MESSAGE),
            Map.entry("detail", Text.DETAIL),
            Map.entry("plan", Text.PLAN),
            Map.entry("unit", Text.UNIT),
            Map.entry("type", Text.ENTRY_TYPE),
            Map.entry("fdName", Text.FD_NAME),
            Map.entry("sessionName", Text.SESSION),
            Map.entry("problem", Text.DETAIL),
            Map.entry("opener", Text.PROGRAM),
            Map.entry("missingHandler", Text.HANDLER),
            Map.entry("registeredHandlers", Text.HANDLER),
            Map.entry("subtree", Text.SUBTREE),
            Map.entry("left", Text.VERSIONS),
            Map.entry("taken", Text.VERSIONS),
            Map.entry("unknownParameters", Text.PARAMETER),
            Map.entry("fromKernel", Text.RELEASE),
            Map.entry("targetKernel", Text.RELEASE));

    /** Buses are numbered with 8 bits, so no way from a root is longer. */
    private static final int MOST_STEPS = 256;

    private static final ClassValue<List<Limited>> LIMITED = new ClassValue<>() {
        @Override
        protected List<Limited> computeValue(Class<?> kind) {
            return Field.of(kind).stream()
                    .filter(field -> LIMITED_TYPES.contains(field.type()))
                    .map(EventLimits::limited)
                    .toList();
        }
    };

    private static final Set<Class<?>> LIMITED_TYPES =
            Set.of(String.class, Session.class, PciIdentity.class, List.class);

    /** What one list holds: of entries of a mapping, with names as long as they may be, less than a record of Kafka does. */
    public static final int MOST_ITEMS = 1000;

    /** Says by how much a value of a body's field exceeds its limit. */
    @FunctionalInterface
    private interface Limit {
        @Nullable
        String exceededBy(Object value);
    }

    /** A field that may hold too much. */
    private record Limited(UnaryOperator<@Nullable Object> getter, Limit limit) {
        @Nullable
        String exceededBy(Object record) {
            Object value = getter.apply(record);
            return value == null ? null : limit.exceededBy(value);
        }
    }

    private EventLimits() {}

    /** Says what the first field holds that holds too much, and what was expected; null when none does. */
    public static @Nullable String exceededBy(LiveUpdateEvent event) {
        String envelope = first(
                Text.BOOT_ID.exceededBy(event.boot().id()),
                Text.RELEASE.exceededBy(event.boot().kernel()),
                assumptions(event));
        String found = envelope != null ? envelope : body(event.body());
        return found == null
                ? null
                : (event.body() instanceof UnknownBody
                                ? "an event"
                                : event.body().type()) + " with " + found;
    }

    private static @Nullable String assumptions(LiveUpdateEvent event) {
        int count = event.assumptions().size();
        if (count > MOST_ASSUMPTIONS) {
            return count + " assumptions, expected at most " + MOST_ASSUMPTIONS;
        }
        for (String one : event.assumptions()) {
            String found = Text.ASSUMPTION.exceededBy(one);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String body(Body body) {
        if (body instanceof UnknownBody unknown) {
            return Text.KIND.exceededBy(unknown.kind());
        }
        return record(body);
    }

    private static @Nullable String record(Object record) {
        for (Limited field : LIMITED.get(record.getClass())) {
            String found = field.exceededBy(record);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Throws where a text of this kind has no limit. */
    static List<?> limitsOf(Class<?> kind) {
        return LIMITED.get(kind);
    }

    private static Limited limited(Field field) {
        if (field.type() == Session.class) {
            return new Limited(field.getter(), session -> Text.SESSION.exceededBy(((Session) session).name()));
        }
        if (field.type() == PciIdentity.class) {
            return new Limited(field.getter(), identity -> steps((PciIdentity) identity));
        }
        if (field.type() == List.class) {
            Limit each = field.itemType() == String.class ? text(field) : EventLimits::record;
            return new Limited(field.getter(), items -> items(field.name(), (List<?>) items, each));
        }
        return new Limited(field.getter(), text(field));
    }

    private static Limit text(Field field) {
        Text text = TEXTS.get(field.name());
        if (text == null) {
            throw new IllegalStateException("nobody says what the text " + field.name() + " holds at most");
        }
        return value -> text.exceededBy((String) value);
    }

    private static @Nullable String items(String name, List<?> items, Limit each) {
        if (items.size() > MOST_ITEMS) {
            return items.size() + " " + name + ", expected at most " + MOST_ITEMS;
        }
        for (Object item : items) {
            String found = each.exceededBy(item);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String steps(PciIdentity identity) {
        int steps = identity.path().size();
        return steps <= MOST_STEPS
                ? null
                : "a way of " + steps + " steps from the root, expected at most " + MOST_STEPS;
    }

    private static @Nullable String first(@Nullable String... found) {
        for (String one : found) {
            if (one != null) {
                return one;
            }
        }
        return null;
    }

    /** @param asRead whether a replaced byte counts as the one that it was */
    private static long bytes(String text, boolean asRead) {
        long bytes = 0;
        int point;
        for (int at = 0; at < text.length(); at += Character.charCount(point)) {
            point = text.codePointAt(at);
            bytes +=
                    asRead && point == REPLACEMENT ? 1 : point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        }
        return bytes;
    }
}
