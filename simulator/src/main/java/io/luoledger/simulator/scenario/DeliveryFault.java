package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.simulator.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What can go wrong with events on their way: they keep their source and position, by which the ledger knows them. */
public enum DeliveryFault {
    DUPLICATE("an event arrives twice"),
    REORDER("two events of a host change places"),
    DELAY("an event arrives after the ten that follow it");

    private static final int ONE_IN = 200;
    private static final int DELAYED_BY = 10;

    private final String about;

    DeliveryFault(String about) {
        this.about = about;
    }

    public String about() {
        return about;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DeliveryFault> find(String word) {
        for (DeliveryFault fault : values()) {
            if (fault.word().equals(word)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** A sink in front of another that lets this happen now and then. Flush it when the source is done. */
    Disturbed before(Consumer<Draft> sink, Dice dice) {
        return new Disturbed(this, sink, dice);
    }

    /** Events that may go astray before they reach the sink. */
    static final class Disturbed implements Consumer<Draft> {
        private final DeliveryFault fault;
        private final Consumer<Draft> sink;
        private final Dice dice;
        private final List<Draft> held = new ArrayList<>();
        private int after;

        private Disturbed(DeliveryFault fault, Consumer<Draft> sink, Dice dice) {
            this.fault = fault;
            this.sink = sink;
            this.dice = dice;
        }

        @Override
        public void accept(Draft draft) {
            boolean strikes = held.isEmpty() && dice.below(ONE_IN) == 0;
            if (strikes && fault != DUPLICATE) {
                held.add(draft);
                after = fault == REORDER ? 1 : DELAYED_BY;
                return;
            }
            sink.accept(draft);
            if (strikes) {
                sink.accept(draft);
            }
            if (!held.isEmpty() && --after == 0) {
                flush();
            }
        }

        void flush() {
            held.forEach(sink);
            held.clear();
        }
    }
}
