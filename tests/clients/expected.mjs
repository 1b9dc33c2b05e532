// SPDX-License-Identifier: ISC
// What a client must be told, made from the books of the story.
import { hashId } from '../chain/lib/model/text.mjs';
import { Plays } from './plays.mjs';

const byKey = (rows, key) => new Map(rows.map((row) => [row[key], row]));

function currentSlugs(routes, key) {
  return new Map(routes.filter((row) => row.is_current).map((row) => [row[key], row.slug]));
}

const visibility = ({ mood, tags, genre, share, play_count: playCount, remixes }) =>
  ({ mood, tags, genre, share, playCount, remixes });

/** Seconds of a track, by its parts where its row does not say. */
function durationOf({ duration, track_segments: segments }) {
  return duration ?? Math.round((segments ?? []).reduce((sum, part) => sum + Number(part.duration), 0));
}

export class Expected {
  constructor({ tables }) {
    this.tables = tables;
    this.plays = new Plays(tables);
    this.users = byKey(tables.users, 'user_id');
    this.tracks = byKey(tables.tracks, 'track_id');
    this.playlists = byKey(tables.playlists, 'playlist_id');
    this.counts = {
      user: byKey(tables.aggregate_user, 'user_id'),
      track: byKey(tables.aggregate_track, 'track_id'),
      playlist: byKey(tables.aggregate_playlist, 'playlist_id'),
    };
    this.slugs = {
      track: currentSlugs(tables.track_routes, 'track_id'),
      playlist: currentSlugs(tables.playlist_routes, 'playlist_id'),
    };
  }

  user(id) {
    const row = this.users.get(id);
    const counts = this.counts.user.get(id);
    return {
      id: hashId(id), handle: row.handle, handleLc: row.handle_lc, name: row.name, bio: row.bio, location: row.location,
      wallet: row.wallet, ercWallet: row.wallet, isVerified: row.is_verified, isDeactivated: row.is_deactivated,
      isAvailable: row.is_available, hasCollectibles: row.has_collectibles,
      creatorNodeEndpoint: row.creator_node_endpoint,
      metadataMultihash: row.metadata_multihash, blocknumber: row.blocknumber,
      createdAt: row.created_at, updatedAt: row.updated_at,
      coverPhotoSizes: row.cover_photo_sizes, profilePictureSizes: row.profile_picture_sizes,
      albumCount: counts.album_count, playlistCount: counts.playlist_count, trackCount: counts.track_count,
      followerCount: counts.follower_count, followeeCount: counts.following_count, repostCount: counts.repost_count,
    };
  }

  /** As he reads himself, with what he hides. */
  self(id) {
    return { ...this.user(id), trackCount: this.counts.user.get(id).total_track_count };
  }

  #permalink(kind, id, ownerId, folder) {
    const slug = this.slugs[kind].get(id);
    return slug === undefined ? '' : `/${this.users.get(ownerId).handle}/${folder}${slug}`;
  }

  track(id) {
    const row = this.tracks.get(id);
    const counts = this.counts.track.get(id);
    return {
      id: hashId(id), title: row.title, description: row.description, genre: row.genre, mood: row.mood, tags: row.tags,
      releaseDate: row.release_date, duration: durationOf(row), isrc: row.isrc, iswc: row.iswc, license: row.license,
      creditsSplits: row.credits_splits, createDate: row.create_date, routeId: row.route_id, trackCid: row.track_cid,
      coverArt: row.cover_art, coverArtSizes: row.cover_art_sizes, blocknumber: row.blocknumber,
      createdAt: row.created_at, updatedAt: row.updated_at, isDelete: row.is_delete, isUnlisted: row.is_unlisted,
      isAvailable: row.is_available, isDownloadable: row.is_downloadable, isStreamGated: row.is_stream_gated,
      fieldVisibility: visibility(row.field_visibility), trackSegments: row.track_segments,
      favoriteCount: counts.save_count, repostCount: counts.repost_count, playCount: this.plays.countOf(id), userId: hashId(row.owner_id),
      permalink: this.#permalink('track', id, row.owner_id, ''), user: this.user(row.owner_id),
    };
  }

  playlist(id) {
    const row = this.playlists.get(id);
    const counts = this.counts.playlist.get(id);
    const entries = row.playlist_contents.track_ids
      .map(({ track, time }) => ({ trackId: hashId(track), timestamp: time }));
    return {
      id: hashId(id), playlistName: row.playlist_name, description: row.description, isAlbum: row.is_album,
      isPrivate: row.is_private, isDelete: row.is_delete, upc: row.upc, blocknumber: row.blocknumber,
      createdAt: row.created_at, updatedAt: row.updated_at, coverArt: row.playlist_image_multihash,
      coverArtSizes: row.playlist_image_sizes_multihash, addedTimestamps: entries, playlistContents: entries,
      trackCount: entries.length, totalPlayCount: this.#playsOf(row.playlist_contents.track_ids), favoriteCount: counts.save_count, repostCount: counts.repost_count,
      permalink: this.#permalink('playlist', id, row.playlist_owner_id, row.is_album ? 'album/' : 'playlist/'),
      userId: hashId(row.playlist_owner_id), user: this.user(row.playlist_owner_id),
    };
  }

  #playsOf(entries) {
    return entries.reduce((sum, { track }) => sum + this.plays.countOf(track), 0);
  }

  /** Users that every prefix shows. */
  openUsers() {
    return this.tables.users.filter((row) => !row.is_deactivated).map((row) => row.user_id);
  }

  openTracks() {
    return this.tables.tracks.filter((row) => this.#isOpenTrack(row)).map((row) => row.track_id);
  }

  openPlaylists() {
    return this.tables.playlists.filter((row) =>
      !row.is_private && !row.is_delete && !this.users.get(row.playlist_owner_id).is_deactivated &&
      row.playlist_contents.track_ids.every(({ track }) => this.#isOpenTrack(this.tracks.get(track))),
    ).map((row) => row.playlist_id);
  }

  #isOpenTrack(row) {
    return row !== undefined && !row.is_delete && !row.is_unlisted && row.access_authorities === null &&
      !row.is_stream_gated && row.stem_of === null &&
      !this.users.get(row.owner_id).is_deactivated;
  }
}
