/** The pure core: what one event does to the states of the entities it names, and what the checks say of it. */
@NullMarked
package io.luoledger.core;

import org.jspecify.annotations.NullMarked;
