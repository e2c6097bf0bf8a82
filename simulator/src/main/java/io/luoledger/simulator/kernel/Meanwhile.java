package io.luoledger.simulator.kernel;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What another task does while a call is under way: once, between two of its steps. */
public final class Meanwhile {
    /** Between which steps. */
    public enum Moment {
        /** PRESERVE_FD was called, and hasn't its session's mutex yet. */
        UNLOCKED,
        /** The reboot has frozen and written down every session, and the kernel runs on. */
        SERIALIZED,
        /** The lookup in an FLB holds the PCI core's lock, or that of the rescan that it is part of, and hasn't asked for the object. */
        LOCKED,
        /** It knows that there is an object, and hasn't its pointer yet. */
        ASKED,
        /** It has the pointer, and hasn't followed it yet. */
        COPIED;

        /** The moment of this name, in lower case as scripts write it. */
        public static Optional<Moment> named(String name) {
            for (Moment moment : values()) {
                if (moment.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return Optional.of(moment);
                }
            }
            return Optional.empty();
        }
    }

    private @Nullable Moment moment;
    private Runnable other = () -> {};

    /** The next time that moment comes, that call runs. */
    public void arm(Moment at, Runnable call) {
        moment = at;
        other = call;
    }

    boolean armed() {
        return moment != null;
    }

    void at(Moment now) {
        if (moment == now) {
            moment = null;
            other.run();
        }
    }
}
