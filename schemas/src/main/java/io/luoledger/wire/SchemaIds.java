package io.luoledger.wire;

import org.apache.avro.Schema;

/** What the schema ids in the records of one cluster stand for. Safe to share between threads. */
public interface SchemaIds {
    /**
     * The schema that records of this id were written with.
     *
     * @throws UnreadableInputException when nobody knows the id
     * @throws SchemasUnavailableException when who has to know can't be asked, or can't be believed
     */
    Schema schemaOf(int id);

    /**
     * The id to write records of this schema under.
     *
     * @throws SchemasUnavailableException when who gives it can't be asked, or can't be believed
     */
    int idOf(String subject, Schema schema);

    /**
     * The id to pass records on under that another version wrote with this schema of its own; readers are told first
     * what it stands for.
     *
     * @throws SchemasUnavailableException when who gives it can't be asked, or can't be believed, or refuses the schema
     */
    int idOfOther(String subject, Schema schema);
}
