package io.luoledger.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.avro.DeviceLife;
import io.luoledger.avro.DevicePlacement;
import io.luoledger.avro.DmaSeen;
import io.luoledger.avro.EntityState;
import io.luoledger.avro.FileLife;
import io.luoledger.avro.FlbLife;
import io.luoledger.avro.SessionLife;
import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.BusState;
import io.luoledger.core.DeviceStatus;
import io.luoledger.core.DmaStatus;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityMap;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.FunctionState;
import io.luoledger.core.Ledger;
import io.luoledger.core.LogState;
import io.luoledger.core.Outcome;
import io.luoledger.core.PathState;
import io.luoledger.core.Placement;
import io.luoledger.core.RandomLog;
import io.luoledger.core.Scope;
import io.luoledger.core.SessionStatus;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import io.luoledger.event.Moment;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ViewRecordsTest {
    @Test
    void shouldHaveASymbolForEveryStateAndOneForThoseToCome() {
        // Given
        Map<Enum<?>[], Enum<?>[]> words = Map.of(
                SessionStatus.values(), SessionLife.values(),
                FileStatus.values(), FileLife.values(),
                FlbStatus.values(), FlbLife.values(),
                DeviceStatus.values(), DeviceLife.values(),
                Placement.values(), DevicePlacement.values(),
                DmaStatus.values(), DmaSeen.values(),
                Outcome.values(), UpdateOutcome.values());

        // When / Then
        words.forEach((core, published) -> assertThat(names(published))
                .containsExactlyElementsOf(
                        Stream.concat(names(core).stream(), Stream.of("OTHER")).toList()));
    }

    @Property(tries = 50)
    void shouldShowEachEntityInTheFieldOfItsKindAndTheBookKeepingNowhere(@ForAll long seed) {
        // Given
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        RandomLog.of("h1", seed, 100).forEach(event -> ledger.apply(entities, event));
        List<Entity> all = new ArrayList<>();
        entities.scan(new Scope.Everything(), all::add);

        // When / Then
        for (Entity entity : all) {
            assertThat(ViewRecords.shows(entity))
                    .isEqualTo(!(entity instanceof LogState
                            || entity instanceof FunctionState
                            || entity instanceof PathState
                            || entity instanceof BusState));
            if (ViewRecords.shows(entity)) {
                EntityState state = ViewRecords.state(entity, null);
                String field = state.getKind().equals("host") ? "kernel" : state.getKind();
                assertThat(state.get(field)).isNotNull();
                assertThat(Stream.of("kernel", "session", "file", "flb", "device", "update")
                                .map(state::get)
                                .filter(Objects::nonNull))
                        .hasSize(1);
                assertThat(state.getJson()).isEmpty();
            }
        }
    }

    @Property(tries = 50)
    void shouldTellTheSameOfALiveUpdateOnEachTopicAndAsJson(@ForAll long seed) throws IOException {
        // Given
        Replay replay = new Replay(SimulatedReader.gate());
        RandomLog.of("h1", seed, 100).forEach(replay::accept);
        BootMoment at = new BootMoment("b0", new Moment(5L, null));

        // When / Then
        for (UpdateState update : replay.updates()) {
            UpdateView shown = ViewRecords.update(update, at);
            StringWriter json = new StringWriter();
            try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
                ViewJson.update(out, shown);
            }
            assertThat(ViewRecords.update(ViewRecords.summary(update, at))).isEqualTo(shown);
            assertThat(ViewJson.update(new ObjectMapper().readTree(json.toString())))
                    .isEqualTo(shown);
        }
    }

    private static List<String> names(Enum<?>[] symbols) {
        return Arrays.stream(symbols).map(Enum::name).toList();
    }
}
