package io.luoledger.core;

/** Entities to and from the bytes that are stored, of which {@link StateFormat} tells. */
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
}
