package io.luoledger.event;

/**
 * An event of a kind that only a newer version of luo-ledger knows. It keeps its place in sequence and chain and is
 * shown with what its writer's schema says of it; what it means, this version can't say. It can be read, not written.
 *
 * @param kind the kind's name in its writer's schema
 * @param fields its fields as one JSON object, in the order of its writer's schema; bytes are hexadecimal digits
 * @param result its errno when it has a field of that name, as every attempt has
 */
public record UnknownBody(String kind, String fields, Result result) implements Body {
    @Override
    public String type() {
        return kind;
    }
}
