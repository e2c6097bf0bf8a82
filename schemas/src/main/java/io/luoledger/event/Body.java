package io.luoledger.event;

/** What happened. A refused attempt is the body of that attempt with an errno as its result. */
public sealed interface Body permits SessionBody, FileBody, FlbBody, KernelBody, DeviceBody, UnknownBody {
    /** How the attempt ended. */
    Result result();

    /** The body's stable name, as in the Avro schema and in JSON. */
    default String type() {
        return getClass().getSimpleName();
    }
}
