import { KeyListSkeleton } from '#components/keys/key-list-skeleton.tsx';

export default function Loading() {
  return <KeyListSkeleton />;
}
