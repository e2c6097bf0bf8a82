package io.luoledger.store;

import io.luoledger.core.Entity;
import io.luoledger.judge.BootTrail;

/** Entities, and what the judge keeps of a host, to and from the bytes that are stored, of which {@link StateFormat} tells. */
public final class StateCodec {
    private StateCodec() {}

    /** In the newest format. The same state gives the same bytes everywhere, so a digest can be taken over them. */
    public static byte[] encode(Entity entity) {
        return StateFormat.write(EntityRecords.record(entity));
    }

    /** Of any format that is read. Throws {@link StateFormatException} for others, and for what isn't one whole state. */
    public static Entity decode(byte[] bytes) {
        return StateFormat.read("state", bytes, LegacyStates::entity, RecordEntities::entity);
    }

    /** In the newest format. */
    public static byte[] encode(BootTrail trail) {
        return StateFormat.write(EntityRecords.record(trail));
    }

    /** Of any format that is read. Throws {@link StateFormatException} for anything else. */
    public static BootTrail trail(byte[] bytes) {
        return StateFormat.read("boot trail", bytes, LegacyStates::trail, RecordEntities::trail);
    }
}
