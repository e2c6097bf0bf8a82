package io.luoledger.core;

import static io.luoledger.core.LogScript.closed;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileFinished;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.Result;
import io.luoledger.wire.RecordedEvent;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The work for an event is counted in entities that are touched: time would tell of the machine. */
class CostTest {
    @Test
    void shouldTouchAsManyEntitiesForTenThousandFilesAsForTen() {
        // Given
        Map<String, Long> few = mostTouched(10);

        // When
        Map<String, Long> many = mostTouched(10_000);

        // Then
        few.remove("KernelBooted");
        many.remove("KernelBooted");
        assertThat(many).isEqualTo(few);
        assertThat(many.values()).allMatch(touched -> touched <= 16);
    }

    @Test
    void shouldLookAtEachFileAConstantNumberOfTimesOverAllBoots() {
        // Given
        int files = 1000;

        // When
        long touched = mostTouched(files).getOrDefault("KernelBooted", 0L);

        // Then
        assertThat(touched).isLessThan(files * 4L);
    }

    @Test
    void shouldLookThroughNothingButTheKindThatIsAskedFor() {
        // Given
        Map<String, Long> few = mostTouched(hostOfSessions(10));

        // When
        Map<String, Long> many = mostTouched(hostOfSessions(10_000));

        // Then
        few.remove("KernelBooted");
        many.remove("KernelBooted");
        assertThat(many).isEqualTo(few);
    }

    /** One whose FLBs are asked for with each event of one. */
    private static LogScript hostOfSessions(int sessions) {
        return LogScript.host("h1")
                .out(each(sessions, number -> created("vm-" + number)))
                .out(preserved("vm-1", 1), new FlbPreserved("flb-v1", 1L, Result.success()), handover())
                .out(frozen("vm-1", 1))
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm-1"), new FlbRetrieved("flb-v1", 1L, Result.success()))
                .in(
                        new KernelWarned(null, "refcount", Result.success()),
                        finished("vm-1"),
                        fileFinished("vm-1", 1, true))
                .in(new FlbFinished("flb-v1", 1L, Result.success()), closed("vm-1"));
    }

    private static Map<String, Long> mostTouched(int files) {
        return mostTouched(hostOfFiles(files));
    }

    private static LogScript hostOfFiles(int files) {
        return LogScript.host("h1")
                .out(created("vm"))
                .out(each(files, token -> preserved("vm", token)))
                .out(handover())
                .out(each(files, token -> frozen("vm", token)))
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"))
                .in(each(files, token -> fileRetrieved("vm", token)))
                .in(finished("vm"))
                .in(each(files, token -> fileFinished("vm", token, true)))
                .in(closed("vm"))
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 2, BootOutcome.RESTORED);
    }

    /** For each type of event, the most entities that one event of it touched. */
    private static Map<String, Long> mostTouched(LogScript log) {
        Counting entities = new Counting();
        Ledger ledger = new Ledger();
        Map<String, Long> most = new TreeMap<>();
        for (RecordedEvent event : log.events()) {
            long before = entities.touched();
            ledger.apply(entities, event);
            most.merge(event.event().body().type(), entities.touched() - before, Math::max);
        }
        return most;
    }

    private static Body[] each(int files, LongFunction<Body> body) {
        return LongStream.rangeClosed(1, files).mapToObj(body).toArray(Body[]::new);
    }

    private static final class Counting implements Entities {
        private final EntityMap entities = new EntityMap();
        private long touched;

        /** Those that were handed over either way, and those that were gone through to find them. */
        long touched() {
            return touched + entities.wentThrough();
        }

        @Override
        public @Nullable Entity get(EntityKey key) {
            touched++;
            return entities.get(key);
        }

        @Override
        public void put(Entity entity) {
            touched++;
            entities.put(entity);
        }

        @Override
        public void delete(EntityKey key) {
            touched++;
            entities.delete(key);
        }

        @Override
        public void scan(Scope scope, Consumer<Entity> sink) {
            entities.scan(scope, sink);
        }
    }
}
