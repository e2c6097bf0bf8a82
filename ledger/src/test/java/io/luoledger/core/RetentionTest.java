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

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.store.StateCodec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is settled leaves the state: counted in entities and bytes, over the updates of one host. */
class RetentionTest {
    private static final int UPDATES = 1000;
    private static final int RETENTION = 3;

    @Test
    void shouldKeepStateFlatOverAThousandUpdatesOfOneHost() {
        // Given
        Ledger ledger = new Ledger(RETENTION);
        EntityMap entities = new EntityMap();
        LogScript log = LogScript.host("h1");
        int[] counts = new int[UPDATES + 1];
        int[] bytes = new int[UPDATES + 1];

        // When
        int applied = 0;
        for (int update = 1; update <= UPDATES; update++) {
            update(log, update);
            for (var event : log.events().subList(applied, log.events().size())) {
                ledger.apply(entities, event);
            }
            applied = log.events().size();
            counts[update] = entities.size();
            bytes[update] = bytes(entities);
        }

        // Then
        int settled = RETENTION + 2;
        assertThat(Arrays.stream(counts, settled, UPDATES + 1)).containsOnly(counts[settled]);
        // numbers in it grow, entities don't
        assertThat(bytes[UPDATES]).isLessThan(bytes[settled] * 3 / 2);
    }

    /** One more live update, by names of its own. */
    private static void update(LogScript log, long number) {
        String session = "vm-" + number;
        log.out(enumerated())
                .out(created(session), preserved(session, 1), preserved(session, 2))
                .out(handover(), frozen(session, 1), frozen(session, 2))
                .boot("7.3.4", number, BootOutcome.RESTORED)
                .in(retrieved(session), fileRetrieved(session, 1), fileRetrieved(session, 2))
                .in(finished(session), fileFinished(session, 2, true), fileFinished(session, 1, true))
                .in(closed(session));
    }

    private static DeviceEnumerated enumerated() {
        return new DeviceEnumerated(
                PciAddress.of(0, 0, 8),
                new PciIdentity(List.of(8), 0, 0x1b36, 0x000c),
                0x060400,
                new BridgeBuses(0, 1, 1),
                "pcieport",
                false,
                null,
                Result.success());
    }

    private static int bytes(EntityMap entities) {
        int[] sum = {0};
        entities.scan(new Scope.Everything(), entity -> sum[0] += StateCodec.encode(entity).length);
        return sum[0];
    }
}
