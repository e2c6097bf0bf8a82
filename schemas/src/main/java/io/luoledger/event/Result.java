package io.luoledger.event;

import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Result {
    /** Success. */
    record Ok() implements Result {
        private static final Ok EVERY = new Ok();

        @Override
        public String toString() {
            return "OK";
        }
    }

    /** Refused. */
    record Refused(Errno errno) implements Result {
        @Override
        public String toString() {
            return errno.name();
        }
    }

    /** It did what it was asked for. */
    static Result success() {
        return Ok.EVERY;
    }

    /** The result of a kernel return value: negative is an errno, everything else success. */
    static Result ofReturn(long value) {
        return value < 0 && value >= -4095 ? new Refused(Errno.of((int) value)) : success();
    }

    /** Null or "OK" is success, anything else an errno's name. */
    static Result ofName(@Nullable String name) {
        return name == null || name.equals("OK") ? success() : new Refused(new Errno(name));
    }

    static Result refused(String errno) {
        return new Refused(new Errno(errno));
    }

    default boolean ok() {
        return this instanceof Ok;
    }

    /** The errno's name, or null for success. */
    default @Nullable String errnoName() {
        return this instanceof Refused refused ? refused.errno().name() : null;
    }
}
