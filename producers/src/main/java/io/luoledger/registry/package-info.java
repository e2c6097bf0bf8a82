/** Schema registries that speak Confluent's REST protocol. */
@NullMarked
package io.luoledger.registry;

import org.jspecify.annotations.NullMarked;
