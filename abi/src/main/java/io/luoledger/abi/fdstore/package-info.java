/** What systemd keeps of its units' fd stores over a live update: the mapping in token 0 of its session. */
@NullMarked
package io.luoledger.abi.fdstore;

import org.jspecify.annotations.NullMarked;
