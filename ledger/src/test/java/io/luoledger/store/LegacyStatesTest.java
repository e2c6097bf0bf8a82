package io.luoledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.abi.Catalogue;
import io.luoledger.core.DeviceState;
import io.luoledger.core.DeviceStatus;
import io.luoledger.core.DmaStatus;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKind;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Placement;
import io.luoledger.core.Scope;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.judge.BootTrail;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StoredByFormat4.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LegacyStatesTest {
    /** A device, with the number behind its placement and address left out that format 4 added. */
    private static final String DEVICE_OF_FORMAT_3 = "03060a6d6f7665640200600102600100e848d0470100000001"
            + "1050524f4d495345440c535441424c450100600e554e4b4e4f574e00567e";

    @Test
    void shouldReadTheEntitiesOfFormat4AsTheFoldMakesThem() {
        // Given
        EntityMap folded = new EntityMap();
        Ledger ledger = new Ledger();
        StoredByFormat4.processed().forEach(event -> ledger.apply(folded, event));

        // When
        List<Entity> read = new ArrayList<>();
        for (Stored stored : stored("ledger-entities")) {
            Entity entity = StateCodec.decode(stored.value());
            assertThat(entity.key().bytes()).isEqualTo(stored.key());
            read.add(entity);
        }

        // Then
        List<Entity> expected = new ArrayList<>();
        folded.scan(new Scope.Everything(), entity -> expected.add(withoutWhatCameLater(entity)));
        assertThat(read).containsExactlyElementsOf(expected);
        assertThat(read).extracting(Entity::kind).contains(EntityKind.values());
    }

    /** When files were frozen, came back and were finished, format 6 is the first to know. */
    private static Entity withoutWhatCameLater(Entity entity) {
        return StateCodec.decode(StateFormat.write(5, EntityRecords.record(entity)));
    }

    @Test
    void shouldReadTheBootTrailsOfThenAsTheJudgeMakesThem() {
        // Given
        Map<String, BootTrail> judged = new TreeMap<>();
        AbiJudge judge = new AbiJudge(Catalogue::find, List.of(), SimulatedReader.gate(), new AbiDigest.InMemory());
        StoredByFormat4.processed().forEach(event -> {
            BootTrail trail =
                    judge.apply(judged.get(event.event().host()), event.event()).trail();
            if (trail != null) {
                judged.put(event.event().host(), trail);
            }
        });

        // When
        Map<String, BootTrail> read = new TreeMap<>();
        stored("abi-boot-trails")
                .forEach(stored ->
                        read.put(new String(stored.key(), StandardCharsets.UTF_8), StateCodec.trail(stored.value())));

        // Then
        assertThat(read).isEqualTo(judged);
    }

    @Test
    void shouldReadADeviceOfFormat3AsOneThatWasNotMissed() {
        // Given
        DeviceState expected = new DeviceState(
                "moved",
                1,
                new PciAddress(0, 0x30),
                new PciIdentity(List.of(0x30), 0, 0x1234, 0x11e8),
                true,
                false,
                false,
                List.of(),
                true,
                DeviceStatus.PROMISED,
                Placement.STABLE,
                new PciAddress(0, 0x30),
                0,
                DmaStatus.UNKNOWN,
                0,
                43,
                63);

        // When / Then
        assertThat(StateCodec.decode(HexFormat.of().parseHex(DEVICE_OF_FORMAT_3)))
                .isEqualTo(expected);
    }

    @Test
    void shouldTellWhichFormatsItReadsWhereItIsAnother() {
        assertThatThrownBy(() -> StateCodec.decode(new byte[] {2, 0}))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("a stored state can't be read: format 2, this version reads 3 to 7");
        assertThatThrownBy(() -> StateCodec.decode(new byte[] {99, 0}))
                .hasMessage("a stored state can't be read: format 99, this version reads 3 to 7");
        assertThatThrownBy(() -> StateCodec.trail(new byte[] {2, 0}))
                .hasMessage("a stored boot trail can't be read: format 2, this version reads 1 and 7");
        assertThatThrownBy(() -> StateCodec.decode(new byte[0])).isInstanceOf(StateFormatException.class);
    }

    private static List<Stored> stored(String store) {
        return StoredByFormat4.stores().getOrDefault(store, List.of());
    }
}
